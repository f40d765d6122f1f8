package io.github.canarywave.domain.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.Share;
import io.github.canarywave.domain.campaign.Size;
import io.github.canarywave.domain.campaign.Wave;
import io.github.canarywave.domain.rollout.CohortOrder.Member;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class CohortOrderTest {
    @Test
    void alikeStrataStandInEachPrefixInProportion() {
        for (int seed = 0; seed < 20; seed++) {
            List<Member> order = order(members(200, 200, 200, 200, 200), "s" + seed, percent(1));
            for (int n = 10; n <= order.size(); n++)
                for (int stratum = 0; stratum < 5; stratum++)
                    assertThat(Math.abs(count(order, n, "s" + stratum) - n / 5.0))
                            .as("stratum %s in the first %s, seed %s", stratum, n, seed)
                            .isLessThanOrEqualTo(1);
        }
    }

    @Test
    void eachStratumStandsInEachWaveInProportionWhateverTheirSizes() {
        Random random = new Random(5);
        for (int seed = 0; seed < 30; seed++) {
            int[] sizes = random.ints(6, 100, 1_000).toArray();
            int all = IntStream.of(sizes).sum();
            List<Member> order = order(members(sizes), "s" + seed, percent(1));
            for (int part : new int[] {1, 2, 5, 10, 25, 50, 75})
                for (int stratum = 0; stratum < sizes.length; stratum++) {
                    int wave = Share.percent(part).ofRoundedUp(all);
                    double share = (double) sizes[stratum] / all;
                    // Each stratum is rounded by less than one device, which shifts the others.
                    assertThat(Math.abs(count(order, wave, "s" + stratum) - wave * share))
                            .as("stratum %s in %s %%, seed %s", stratum, part, seed)
                            .isLessThanOrEqualTo(1 + share * sizes.length);
                }
        }
    }

    @Test
    void eachStratumIsInTheCanary() {
        List<Member> order = order(members(900, 70, 30), "s", percent(5));
        Set<String> canary =
                order.subList(0, 50).stream().map(Member::stratum).collect(Collectors.toSet());
        assertThat(canary).containsExactlyInAnyOrder("s0", "s1", "s2");
    }

    @Test
    void strataTooSmallForTheSmallestWaveMergeIntoRest() {
        List<Member> order = order(members(90, 9, 1), "s", percent(10));
        assertThat(counts(order)).isEqualTo(Map.of("s0", 90L, CohortOrder.REST, 10L));
        assertThat(counts(order(members(90, 10), "s", percent(10))))
                .isEqualTo(Map.of("s0", 90L, "s1", 10L));
    }

    @Test
    void aStratumThatFillsTheSmallestWaveWithExactlyOneDeviceKeepsItsName() {
        for (int size = 1; size < 200; size++)
            assertThat(counts(order(members(size, size), "s", new Size.Count(2))))
                    .as("strata of %s devices, a wave of 2", size)
                    .isEqualTo(Map.of("s0", (long) size, "s1", (long) size));
    }

    @Test
    void theSeedDecidesAndNothingElse() {
        List<Member> members = members(300, 200, 5);
        List<Member> order = order(members, "one", percent(1));
        List<Member> shuffled = new ArrayList<>(members);
        Collections.shuffle(shuffled, new Random(7));
        assertThat(order(shuffled, "one", percent(1))).isEqualTo(order);
        assertThat(order(members, "two", percent(1))).isNotEqualTo(order);
    }

    @Test
    void aSecondSeedGivesOthersTheCanary() {
        List<Member> members = members(1_000);
        Map<Object, Long> turns = new HashMap<>();
        for (int seed = 0; seed < 200; seed++)
            order(members, "s" + seed, percent(1))
                    .subList(0, 10)
                    .forEach(m -> turns.merge(m.device(), 1L, Long::sum));
        assertThat(turns).hasSizeGreaterThan(800);
        assertThat(turns.values()).allMatch(times -> times <= 12);
    }

    @Test
    void eachDeviceStandsInTheOrderExactlyOnce() {
        Random random = new Random(3);
        for (int seed = 0; seed < 50; seed++) {
            int[] sizes = random.ints(1 + random.nextInt(9), 1, 80).toArray();
            List<Member> members = members(sizes);
            List<Member> order = order(members, "s" + seed, new Size.Count(1 + random.nextInt(20)));
            assertThat(order.stream().map(Member::device))
                    .containsExactlyInAnyOrderElementsOf(
                            members.stream().map(Member::device).toList());
        }
        assertThat(order(List.of(), "s", percent(1))).isEmpty();
    }

    @Test
    void theNumberOfADeviceIsStableAndBetweenNoughtAndOne() {
        assertThat(CohortOrder.unit("seed", "dev-1")).isEqualTo(CohortOrder.unit("seed", "dev-1"));
        assertThat(
                        IntStream.range(0, 10_000)
                                .mapToDouble(i -> CohortOrder.unit("seed", "dev-" + i))
                                .average()
                                .orElseThrow())
                .isBetween(0.48, 0.52);
        for (int i = 0; i < 1_000; i++)
            assertThat(CohortOrder.unit("s" + i, "x")).isBetween(0.0, Math.nextDown(1.0));
    }

    private static List<Member> order(List<Member> members, String seed, Size first) {
        return CohortOrder.order(
                members,
                seed,
                List.of(
                        new Wave("canary", first, Duration.ZERO, List.of()),
                        new Wave("all", Size.percent(100), Duration.ZERO, List.of())));
    }

    private static Size percent(int percent) {
        return Size.percent(percent);
    }

    private static List<Member> members(int... sizes) {
        List<Member> members = new ArrayList<>();
        for (int stratum = 0; stratum < sizes.length; stratum++)
            for (int i = 0; i < sizes[stratum]; i++)
                members.add(new Member(Samples.id(members.size()), "s" + stratum));
        return members;
    }

    private static long count(List<Member> order, int prefix, String stratum) {
        return order.subList(0, prefix).stream().filter(m -> m.stratum().equals(stratum)).count();
    }

    private static Map<String, Long> counts(List<Member> order) {
        return order.stream()
                .collect(Collectors.groupingBy(Member::stratum, Collectors.counting()));
    }
}
