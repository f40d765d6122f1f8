package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.campaign.Wave;
import io.github.canarywave.domain.fleet.DeviceId;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The order of a cohort: every stratum stands in each wave in its proportion, and which devices of
 * it come first is decided by a seed alone.
 */
public final class CohortOrder {
    /** Where devices go whose stratum is too small to stand in the smallest wave. */
    public static final String REST = "rest";

    private CohortOrder() {}

    /**
     * A device and the stratum it belongs to.
     *
     * @param preferring the waves that take it first, as {@link Preference} says
     */
    public record Member(DeviceId device, String stratum, int preferring) {
        public Member(DeviceId device, String stratum) {
            this(device, stratum, 0);
        }
    }

    /** The members in order; strata that are too small carry the name {@link #REST}. */
    public static List<Member> order(List<Member> members, String seed, List<Wave> waves) {
        Map<String, Long> sizes =
                members.stream()
                        .collect(Collectors.groupingBy(Member::stratum, Collectors.counting()));
        long smallest = smallestWave(waves, members.size());
        List<Member> merged =
                members.stream()
                        .map(
                                m ->
                                        sizes.getOrDefault(m.stratum(), 0L) * smallest
                                                        < members.size()
                                                ? rest(m)
                                                : m)
                        .toList();
        Map<String, List<Member>> strata =
                merged.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Member::stratum, TreeMap::new, Collectors.toList()));
        List<Placed> placed = new ArrayList<>();
        strata.values().forEach(stratum -> place(stratum, seed, placed));
        placed.sort(
                Comparator.comparingDouble(Placed::key).thenComparing(p -> p.member().device()));
        return Preference.arranged(placed.stream().map(Placed::member).toList(), waves);
    }

    /**
     * The wave of a device that joins a frozen cohort: the first whose reach exceeds its number, so
     * that each wave keeps its part and nobody else moves.
     *
     * @param cohort devices in the frozen cohort
     */
    public static int waveOfJoiner(DeviceId device, String seed, List<Wave> waves, int cohort) {
        double u = unit(seed, device.value());
        for (int i = 0; i < waves.size(); i++)
            if (waves.get(i).upTo().fractionOf(cohort) > u) return i;
        return waves.size() - 1;
    }

    /** A number from 0 to 1, the same for the same seed and text. */
    public static double unit(String seed, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(seed.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] digest = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            return (ByteBuffer.wrap(digest).getLong() >>> 11) * 0x1.0p-53;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each Java runtime has HMAC-SHA-256", e);
        }
    }

    private record Placed(Member member, double key) {}

    private static void place(List<Member> stratum, String seed, List<Placed> placed) {
        record Ranked(Member member, double u) {}
        List<Ranked> ranked =
                stratum.stream()
                        .map(m -> new Ranked(m, unit(seed, m.device().value())))
                        .sorted(
                                Comparator.comparingDouble(Ranked::u)
                                        .thenComparing(r -> r.member().device()))
                        .toList();
        for (int rank = 0; rank < ranked.size(); rank++)
            placed.add(
                    new Placed(
                            ranked.get(rank).member(),
                            (rank + ranked.get(rank).u()) / stratum.size()));
    }

    /** In devices. */
    private static int smallestWave(List<Wave> waves, int cohort) {
        return waves.stream().mapToInt(wave -> wave.upTo().within(cohort)).min().orElse(cohort);
    }

    private static Member rest(Member member) {
        return new Member(member.device(), REST, member.preferring());
    }
}
