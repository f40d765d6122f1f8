package io.github.canarywave.domain.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.canarywave.domain.campaign.Gate.FailureRate;

import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

class SharesAndSizesTest {
    @Test
    void aShareOfAFleetIsRoundedUp() {
        assertThat(Share.percent(1).ofRoundedUp(1)).isEqualTo(1);
        assertThat(Share.percent(1).ofRoundedUp(100)).isEqualTo(1);
        assertThat(Share.percent(1).ofRoundedUp(101)).isEqualTo(2);
        assertThat(Share.percent(10).ofRoundedUp(0)).isZero();
        assertThat(Share.ALL.ofRoundedUp(Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void roundsByLessThanOneDeviceAndAlwaysUp() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            Share share = new Share(random.nextInt(Share.WHOLE + 1));
            int count = random.nextInt(10_000_000);
            BigInteger exact =
                    BigInteger.valueOf(count).multiply(BigInteger.valueOf(share.millionths()));
            BigInteger rounded =
                    BigInteger.valueOf(share.ofRoundedUp(count))
                            .multiply(BigInteger.valueOf(Share.WHOLE));
            assertThat(rounded.subtract(exact).longValueExact()).isBetween(0L, Share.WHOLE - 1L);
        }
    }

    @Test
    void aShareIsExceededOnlyByMoreThanItself() {
        assertThat(Share.percent(10).isExceededBy(1, 10)).isFalse();
        assertThat(Share.percent(10).isExceededBy(2, 10)).isTrue();
        assertThat(new Share(333_333).isExceededBy(1, 3)).isTrue();
        assertThat(new Share(0).isExceededBy(0, 10)).isFalse();
        assertThat(new Share(0).isExceededBy(1, 1_000_000)).isTrue();
        assertThat(Share.ALL.isExceededBy(10, 10)).isFalse();
    }

    @Test
    void sharesAreFromNothingToEverything() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Share(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Share(Share.WHOLE + 1));
        assertThat(new Share(5_000)).hasToString("0.5%");
        assertThat(Share.ALL).hasToString("100%");
        assertThat(Share.percent(10)).isLessThan(Share.percent(11));
    }

    @Test
    void aWaveHasAtLeastItsFloorAndNeverMoreThanThereIs() {
        Size canary = new Size.Part(Share.percent(1), 5);
        assertThat(canary.within(3)).isEqualTo(3);
        assertThat(canary.within(100)).isEqualTo(5);
        assertThat(canary.within(501)).isEqualTo(6);
        assertThat(canary.within(0)).isZero();
        assertThat(canary).hasToString("1% (at least 5)");
        assertThat(new Size.Count(10).within(7)).isEqualTo(7);
        assertThat(new Size.Count(10).within(70)).isEqualTo(10);
        assertThat(Size.percent(50)).hasToString("50%");
        assertThat(new Size.Count(10)).hasToString("10");
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Size.Count(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Size.Part(new Share(0), 5));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Pace(OptionalInt.of(0), true))
                .withMessage("pace.inFlight is at least 1, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new Retries(0, Duration.ofMinutes(1), Duration.ofHours(1), Share.ALL))
                .withMessage("retries.max is at least 1, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FailureRate(Share.ALL, 0, Optional.empty(), Gate.Action.HALT))
                .withMessage("minSample is at least 1, got 0");
    }

    @Test
    void aCampaignIsNamedLikeAFile() {
        for (String name : List.of("a", "lamps-2.1", "0", "a".repeat(63)))
            assertThat(new CampaignName(name)).hasToString(name);
        for (String name :
                List.of("", "-a", "a-", ".a", "A", "a_b", "a/b", "a b", "a\n", "a".repeat(64)))
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new CampaignName(name))
                    .withMessageContaining("got \"" + name + "\"");
    }

    @Test
    void theDefaultWavesReachEverybodyAndTheDefaultCanaryIsNotTooSmall() {
        List<Wave> waves = Defaults.waves(List.of(Defaults.GATE));
        for (int cohort : new int[] {1, 5, 40, 500, 40_000, 1_000_000})
            assertThat(waves.getLast().upTo().within(cohort)).isEqualTo(cohort);
        assertThat(waves.getFirst().upTo().within(10_000)).isEqualTo(100);
        assertThat(waves.getFirst().upTo().within(40)).isEqualTo(5);
        assertThat(Defaults.GATE)
                .hasToString(
                        "evidence: at most 2% fail, harmful from 10% (alpha 1%, beta 5%) halt");
    }
}
