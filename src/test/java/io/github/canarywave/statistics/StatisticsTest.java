package io.github.canarywave.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The short form; the long one is src/test/scripts/statistics. */
class StatisticsTest {
    private static final int FLEET = 2_000;

    @Test
    void aFirmwareAtTheLimitIsRarelyHaltedInWhateverOrderReportsCome() {
        Firmware firmware = Firmware.reporting(0.02);
        assertThat(Series.ours(firmware, FLEET, 1).run(100).halted()).isLessThanOrEqualTo(4);
        assertThat(Series.ours(firmware.reversed(), FLEET, 1).run(100).halted())
                .isLessThanOrEqualTo(4);
    }

    @Test
    void strataThatAreAllJudgedRarelyHoldAFirmwareAtTheLimit() {
        Firmware firmware = Firmware.reporting(0.02);
        for (Firmware told : new Firmware[] {firmware, firmware.reversed()}) {
            Series.Results results = Series.ours(told, FLEET, 1).withStrata(20).run(100);
            assertThat(results.stopped()).isLessThanOrEqualTo(5);
        }
    }

    @Test
    void aFirmwareThatFailsEverywhereStopsAfterTenReportedOrSilent() {
        for (Firmware firmware : new Firmware[] {Firmware.reporting(1), Firmware.silent(1)}) {
            Series.Results results = Series.ours(firmware, FLEET, 1).run(200);
            assertThat(results.halted()).isEqualTo(200);
            assertThat(results.commanded(100)).isLessThanOrEqualTo(10);
        }
    }

    @Test
    void aHarmfulFirmwareStopsEarly() {
        Series.Results half = Series.ours(Firmware.reporting(0.5), FLEET, 1).run(200);
        assertThat(half.halted()).isEqualTo(200);
        assertThat(half.commanded(95)).isLessThanOrEqualTo(40);
    }

    @Test
    void aRareStratumThatFailsIsHeldAndTheOthersAreUpdated() {
        Series.Results results = Series.ours(Firmware.reporting(0), FLEET, 1).withRare(100).run(20);
        assertThat(results.halted()).isZero();
        assertThat(results.rareCommanded()).hasSize(20);
        for (int commanded : results.rareCommanded()) assertThat(commanded).isLessThanOrEqualTo(10);
        assertThat(results.commanded(100)).isGreaterThanOrEqualTo(FLEET - FLEET / 100);
    }

    @Test
    void theBoundIsTheExactOne() {
        assertThat(Binomial.upperBound(0, 10_000, 0.99)).isCloseTo(0.000_460_4, within(1e-6));
        assertThat(Binomial.upperBound(77, 10_000, 0.99)).isCloseTo(0.009_98, within(1e-4));
    }
}
