package io.github.canarywave.domain.rollout;

import static io.github.canarywave.domain.rollout.Samples.at;
import static io.github.canarywave.domain.rollout.Samples.queued;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.Retries;
import io.github.canarywave.domain.campaign.Share;
import io.github.canarywave.domain.fleet.Code;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

class RetryRuleTest {
    private static final RetryRule RULE = new RetryRule(Retries.DEFAULT);
    private static final Set<Code> BURNING =
            Set.of(Code.SIZE_MISMATCH, Code.DIGEST_MISMATCH, Code.POWER_LOSS);

    @Test
    void burningCausesAreTriedAsOftenAsRetriesMaxSays() {
        for (Code code : BURNING) {
            Attempt attempt = queued(1, 0);
            for (int expected = 1; expected < Retries.DEFAULT.max(); expected++) {
                attempt = RULE.after(attempt.in(end(code)), at(0), () -> 0.5).orElseThrow();
                assertThat(attempt.burned()).as(code.word()).isEqualTo(expected);
                assertThat(attempt.number()).isEqualTo(expected + 1);
            }
            assertThat(RULE.after(attempt.in(end(code)), at(0), () -> 0.5))
                    .as(code.word())
                    .isEmpty();
        }
    }

    @Test
    void networkAndServerCausesAreTriedAgainAndBurnNothing() {
        for (Code code : Code.values()) {
            boolean retried =
                    code.cause() == Code.Cause.NETWORK
                            || code.cause() == Code.Cause.SERVER
                            || Set.of(
                                            Code.BUSY,
                                            Code.BATTERY_LOW,
                                            Code.NOT_YET,
                                            Code.CLOCK_UNSET,
                                            Code.EXPIRED,
                                            Code.WITHDRAWN)
                                    .contains(code);
            if (BURNING.contains(code)) continue;
            Optional<Attempt> next = RULE.after(queued(1, 0).in(end(code)), at(0), () -> 0.5);
            assertThat(next.isPresent()).as(code.word()).isEqualTo(retried);
            next.ifPresent(a -> assertThat(a.burned()).as(code.word()).isZero());
        }
    }

    @Test
    void aDeviceWhoseNetworkFailsIsTriedUntilItIsGivenUpAndNotAfter() {
        Instant giveUp = at(Duration.ofDays(14).toSeconds());
        Attempt attempt = queued(1, 0).opened(giveUp);
        Instant now = at(0);
        int tries = 0;
        while (true) {
            Optional<Attempt> next = RULE.after(attempt.in(end(Code.DNS)), now, () -> 0.5);
            if (next.isEmpty()) break;
            attempt = next.get();
            now = ((State.Queued) attempt.state()).notBefore();
            assertThat(now).isBefore(giveUp);
            assertThat(attempt.state().deadline()).isEqualTo(giveUp);
            tries++;
        }
        assertThat(tries).isGreaterThan(50);
        assertThat(Duration.between(now, giveUp)).isLessThanOrEqualTo(Duration.ofHours(6));
    }

    @Test
    void theWaitDoublesUpToItsLongest() {
        Duration first = Retries.DEFAULT.backoff();
        for (int before = 0; before < 6; before++)
            assertThat(RULE.backoff(before, 0.5)).isEqualTo(first.multipliedBy(1L << before));
        for (int before = 7; before < 1_000; before++)
            assertThat(RULE.backoff(before, 0.5)).isEqualTo(Retries.DEFAULT.maxBackoff());
    }

    @Test
    void jitterMovesTheWaitByItsShareAndNoMore() {
        Random random = new Random(1);
        for (int i = 0; i < 5_000; i++) {
            int before = random.nextInt(40);
            double part =
                    RULE.backoff(before, random.nextDouble()).toMillis()
                            / (double) RULE.backoff(before, 0.5).toMillis();
            assertThat(part).isBetween(0.8, 1.2);
        }
        assertThat(RULE.backoff(0, 0)).isEqualTo(Duration.ofMinutes(4));
        assertThat(RULE.backoff(0, 1)).isEqualTo(Duration.ofMinutes(6));
        RetryRule steady =
                new RetryRule(
                        new Retries(1, Duration.ofMinutes(1), Duration.ofHours(1), new Share(0)));
        assertThat(steady.backoff(0, 1)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aDeviceThatDidNotAnswerIsQueuedAgainAtOnceAndLosesNothing() {
        Attempt silent = queued(1, 0).in(new State.Expired(at(0), "Commanded"));
        Attempt next = RULE.after(silent, at(5), () -> 0.9).orElseThrow();
        assertThat(((State.Queued) next.state()).notBefore()).isEqualTo(at(5));
        assertThat(next.burned()).isZero();
        assertThat(next.backoffs()).isZero();
    }

    @Test
    void aDownloadThatStalledIsTriedAgainAfterAWait() {
        Attempt stalled = queued(1, 0).in(new State.Expired(at(0), "Downloading"));
        Attempt next = RULE.after(stalled, at(0), () -> 0.5).orElseThrow();
        assertThat(((State.Queued) next.state()).notBefore()).isEqualTo(at(300));
        assertThat(next.burned()).isZero();
        assertThat(next.backoffs()).isOne();
    }

    @Test
    void whatWasNeverReachedOrIsOverIsNotTriedAgain() {
        for (State end :
                new State[] {
                    new State.Expired(at(0), "Queued"),
                    new State.Lost(at(0)),
                    new State.Confirmed(at(0)),
                    new State.Current(at(0)),
                    new State.Withdrawn(at(0))
                }) assertThat(RULE.after(queued(1, 0).in(end), at(0), () -> 0.5)).isEmpty();
    }

    private static State end(Code code) {
        return switch (code.state()) {
            case REFUSED -> new State.Refused(at(0), code);
            case FAILED -> new State.Failed(at(0), code);
            default -> new State.RolledBack(at(0), code, false);
        };
    }
}
