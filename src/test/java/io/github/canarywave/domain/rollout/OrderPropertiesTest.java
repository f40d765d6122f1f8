package io.github.canarywave.domain.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.Expression;
import io.github.canarywave.domain.campaign.Selector;
import io.github.canarywave.domain.campaign.Share;
import io.github.canarywave.domain.campaign.Size;
import io.github.canarywave.domain.campaign.Wave;
import io.github.canarywave.domain.rollout.CohortOrder.Member;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** What holds of the order of any cohort: 1 000 fleets of chance, the seed is their number. */
class OrderPropertiesTest {
    private static final int FLEETS = 1_000;
    private static final Selector LAB = new Selector(Map.of("ring", "lab"), List.of());
    private static final Selector BETA =
            new Selector(Map.of(), List.of(new Expression.In("ring", Set.of("beta", "lab"))));

    /** A fleet, each device with the labels that waves prefer by. */
    private record Fleet(List<Member> members, Map<Object, Map<String, String>> labels) {
        List<Member> members(List<Wave> waves) {
            return members.stream()
                    .map(
                            m ->
                                    new Member(
                                            m.device(),
                                            m.stratum(),
                                            Preference.of(
                                                    labels.getOrDefault(m.device(), Map.of()),
                                                    waves)))
                    .toList();
        }
    }

    private static Fleet fleet(Random random) {
        List<Member> members = new ArrayList<>();
        Map<Object, Map<String, String>> labels = new HashMap<>();
        int strata = 1 + random.nextInt(8);
        for (int stratum = 0; stratum < strata; stratum++) {
            int size = 1 + random.nextInt(random.nextBoolean() ? 400 : 12);
            for (int i = 0; i < size; i++) {
                Member member = new Member(Samples.id(members.size()), "s" + stratum);
                members.add(member);
                labels.put(
                        member.device(),
                        Map.of("ring", List.of("lab", "beta", "all").get(random.nextInt(3))));
            }
        }
        return new Fleet(members, labels);
    }

    private static Wave wave(String name, Size upTo, Selector prefer) {
        return new Wave(name, upTo, Duration.ZERO, List.of(), prefer);
    }

    /** Canary, a wave up to this part, all. */
    private static List<Wave> waves(Selector first, Selector second, int part) {
        return List.of(
                wave("canary", Size.percent(2), first),
                wave("early", new Size.Part(new Share(part), 0), second),
                wave("all", Size.percent(100), Selector.ANY));
    }

    private static Set<Object> wave(List<Member> order, List<Wave> waves, int index) {
        int end = WaveSpan.of(waves, index, order.size()).to();
        return order.subList(0, end).stream().map(Member::device).collect(Collectors.toSet());
    }

    @Test
    void aWaveThatReachesFurtherOnlyAddsDevicesWhoeverItPrefers() {
        for (int seed = 0; seed < FLEETS; seed++) {
            Random random = new Random(seed);
            Fleet fleet = fleet(random);
            Selector first = random.nextBoolean() ? LAB : Selector.ANY;
            Selector second = random.nextBoolean() ? BETA : Selector.ANY;
            Set<Object> before = Set.of();
            for (int part = 50_000; part <= 950_000; part += 100_000 + random.nextInt(200_000)) {
                List<Wave> waves = waves(first, second, part);
                List<Member> order = CohortOrder.order(fleet.members(waves), "s" + seed, waves);
                assertThat(order).as("fleet %s", seed).hasSize(fleet.members().size());
                Set<Object> reached = wave(order, waves, 1);
                assertThat(reached).as("fleet %s, part %s", seed, part).containsAll(before);
                before = reached;
            }
        }
    }

    @Test
    void everyStratumStandsInEveryWaveInProportion() {
        for (int seed = 0; seed < FLEETS; seed++) {
            Fleet fleet = fleet(new Random(seed));
            List<Wave> waves = waves(Selector.ANY, Selector.ANY, 200_000);
            List<Member> order = CohortOrder.order(fleet.members(waves), "s" + seed, waves);
            Map<String, Long> sizes =
                    order.stream()
                            .collect(Collectors.groupingBy(Member::stratum, Collectors.counting()));
            for (int n = 1; n <= order.size(); n += 1 + n / 10) {
                Map<String, Long> counts =
                        order.subList(0, n).stream()
                                .collect(
                                        Collectors.groupingBy(
                                                Member::stratum, Collectors.counting()));
                for (var stratum : sizes.entrySet()) {
                    double share = (double) stratum.getValue() / order.size();
                    long count = counts.getOrDefault(stratum.getKey(), 0L);
                    // Each stratum is rounded by less than one device, which shifts the others.
                    assertThat(Math.abs(count - n * share))
                            .as("%s in the first %s of fleet %s", stratum.getKey(), n, seed)
                            .isLessThanOrEqualTo(1 + share * sizes.size());
                }
            }
        }
    }

    @Test
    void aWaveTakesWhomItPrefersBeforeAllOthersThatAreLeft() {
        for (int seed = 0; seed < FLEETS; seed++) {
            Fleet fleet = fleet(new Random(seed));
            List<Wave> waves = waves(LAB, BETA, 300_000);
            List<Member> order = CohortOrder.order(fleet.members(waves), "s" + seed, waves);
            for (int index = 0; index < 2; index++) {
                int wave = index;
                WaveSpan span = WaveSpan.of(waves, index, order.size());
                List<Boolean> preferred =
                        order.subList(span.from(), span.to()).stream()
                                .map(m -> (m.preferring() & (1 << wave)) != 0)
                                .toList();
                long first = preferred.stream().takeWhile(p -> p).count();
                assertThat(preferred.stream().skip(first))
                        .as("fleet %s", seed)
                        .doesNotContain(true);
                long left =
                        order.subList(span.from(), order.size()).stream()
                                .filter(m -> (m.preferring() & (1 << wave)) != 0)
                                .count();
                assertThat(first).as("fleet %s", seed).isEqualTo(Math.min(left, span.devices()));
            }
        }
    }

    @Test
    void whoeverIsPreferredEachDeviceStandsInTheOrderOnce() {
        for (int seed = 0; seed < FLEETS; seed++) {
            Fleet fleet = fleet(new Random(seed));
            List<Wave> waves = waves(LAB, BETA, 300_000);
            List<Member> order = CohortOrder.order(fleet.members(waves), "s" + seed, waves);
            assertThat(new HashSet<>(order.stream().map(Member::device).toList()))
                    .hasSize(fleet.members().size());
        }
    }
}
