package io.github.canarywave.statistics;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.CampaignDraft;
import io.github.canarywave.domain.campaign.Defaults;
import io.github.canarywave.domain.campaign.DeviceRules;
import io.github.canarywave.domain.campaign.Gate;
import io.github.canarywave.domain.rollout.Samples;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * Many campaigns with the same firmware; one seed is one campaign.
 *
 * @param first seed of the first; the others follow it
 */
record Series(
        List<Gate> gates, Rule rule, Firmware firmware, int fleet, Strata strata, long first) {
    static Series ours(Firmware firmware, int fleet, long first) {
        return new Series(List.of(Defaults.GATE), Rule.NONE, firmware, fleet, Strata.ONE, first);
    }

    Series by(Rule other) {
        return new Series(List.of(), other, firmware, fleet, strata, first);
    }

    /** With one device of so many of a stratum that fails wholly. */
    Series withRare(int every) {
        return of(new Strata(strata.alike(), every));
    }

    /** With so many strata of one size, each of which is judged on its own too. */
    Series withStrata(int alike) {
        return of(new Strata(alike, strata.rare()));
    }

    private Series of(Strata others) {
        return new Series(gates, rule, firmware, fleet, others, first);
    }

    /** The same with a firmware that fails on each device. */
    Series failing() {
        Firmware all =
                new Firmware(1, false, firmware.failureSeconds(), firmware.successSeconds(), 0.02);
        return new Series(gates, rule, all, fleet, strata, first);
    }

    /** What came of so many campaigns, in the order of their seeds. */
    Results run(int campaigns) {
        Campaign campaign =
                CampaignDraft.of(Samples.NAME, Samples.release().name())
                        .waves(Defaults.waves(gates))
                        .device(DeviceRules.DEFAULT.probation(probation()))
                        .build();
        Cohort cohort = new Cohort(campaign, fleet, strata);
        return new Results(
                LongStream.range(first, first + campaigns)
                        .parallel()
                        .mapToObj(seed -> one(campaign, cohort, seed))
                        .toList());
    }

    /** As long as the quickest device takes to confirm. */
    private Duration probation() {
        return Duration.ofSeconds(firmware.successSeconds() / 2);
    }

    private Trial.Outcome one(Campaign campaign, Cohort cohort, long seed) {
        try {
            return new Trial(campaign, rule, cohort, firmware, new SplittableRandom(seed)).run();
        } catch (RuntimeException e) {
            throw new IllegalStateException("seed " + seed + ": " + e.getMessage(), e);
        }
    }

    /** What came of a series. */
    record Results(List<Trial.Outcome> outcomes) {
        long halted() {
            return outcomes.stream().filter(Trial.Outcome::halted).count();
        }

        /** Campaigns in which a person had to open a wave. */
        long asked() {
            return outcomes.stream().filter(o -> o.approvals() > 0).count();
        }

        double meanCommanded() {
            return outcomes.stream().mapToInt(Trial.Outcome::commanded).average().orElse(0);
        }

        int commanded(int percent) {
            return percentile(
                    outcomes.stream().mapToInt(Trial.Outcome::commanded).toArray(), percent);
        }

        /** Campaigns that held a stratum. */
        long held() {
            return outcomes.stream().filter(o -> !o.heldAfter().isEmpty()).count();
        }

        /** Campaigns that were halted or held a stratum. */
        long stopped() {
            return outcomes.stream().filter(o -> o.halted() || !o.heldAfter().isEmpty()).count();
        }

        /** Of the rare stratum, in the campaigns that held it. */
        int[] rareCommanded() {
            return outcomes.stream()
                    .filter(o -> o.heldAfter().containsKey(Strata.RARE))
                    .mapToInt(o -> o.heldAfter().getOrDefault(Strata.RARE, 0))
                    .toArray();
        }

        /** The highest chance of a halt that is compatible with what was seen, 99 % sure. */
        double haltsAtMost() {
            return atMost(halted());
        }

        /** The highest chance of something that was seen in so many campaigns, 99 % sure. */
        double atMost(long hits) {
            return Binomial.upperBound(hits, outcomes.size(), 0.99);
        }

        static int percentile(int[] values, int percent) {
            Arrays.sort(values);
            return values.length == 0 ? 0 : values[Math.ceilDiv(values.length * percent, 100) - 1];
        }
    }
}
