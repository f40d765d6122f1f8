package io.github.canarywave.domain.rollout;

import static io.github.canarywave.domain.rollout.Samples.at;
import static io.github.canarywave.domain.rollout.Samples.campaign;
import static io.github.canarywave.domain.rollout.Samples.failures;
import static io.github.canarywave.domain.rollout.Samples.queued;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.fleet.Code;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;

class FoldTest {
    private static final Fold FOLD = new Fold(campaign(failures(10, 5)));
    private static final List<Code> CODES = List.copyOf(EnumSet.allOf(Code.class));

    @Test
    void aDeviceThatConfirmsSpeaksForTheRelease() {
        assertThat(fold(installing(), new Signal.SaidConfirmed(at(1), true)).evidence())
                .contains(Verdict.GOOD);
    }

    @Test
    void silenceAfterInstallingSpeaksAgainstTheRelease() {
        assertThat(fold(installing(), new Signal.DeadlinePassed(at(1))).evidence())
                .contains(Verdict.BAD);
    }

    @Test
    void silenceBeforeInstallingSpeaksForNobody() {
        Attempt downloading = queued(1, 0).in(new State.Downloading(at(0), 5));
        assertThat(fold(downloading, new Signal.DeadlinePassed(at(1))).evidence()).isEmpty();
    }

    @Test
    void onlyWhatTheDeviceCausedSpeaksAgainstTheRelease() {
        for (Code code : Code.values())
            assertThat(fold(installing(), said(code)).evidence())
                    .as(code.word())
                    .isEqualTo(
                            code.cause() == Code.Cause.DEVICE
                                    ? Optional.of(Verdict.BAD)
                                    : Optional.empty());
    }

    @Test
    void aFailureCountsAlsoWhenItComesAfterAnotherEnd() {
        Attempt withdrawn = queued(1, 0).in(new State.Withdrawn(at(0)));
        assertThat(fold(withdrawn, said(Code.HEALTH_CHECK)).evidence()).contains(Verdict.BAD);
        Attempt expired = queued(1, 0).in(new State.Expired(at(0), "Downloading"));
        Fold.Result late = fold(expired, said(Code.FLASH_WRITE));
        assertThat(late.moved()).isFalse();
        assertThat(late.evidence()).contains(Verdict.BAD);
    }

    @Test
    void lateSuccessCorrectsTheStateOfEachEnd() {
        for (State end :
                List.of(
                        new State.Lost(at(0)),
                        new State.RolledBack(at(0), Code.HEALTH_CHECK, false),
                        new State.Failed(at(0), Code.DNS),
                        new State.Refused(at(0), Code.BUSY),
                        new State.Expired(at(0), "Downloading"),
                        new State.Withdrawn(at(0)))) {
            Fold.Result late = fold(queued(1, 0).in(end), new Signal.SaidConfirmed(at(9), true));
            assertThat(late.attempt().state()).isEqualTo(new State.Confirmed(at(9)));
            assertThat(late.next()).isEmpty();
        }
    }

    @Test
    void aRefusalBeforeAcceptingCountsAsNotCommanded() {
        Attempt commanded = queued(1, 0).in(new State.Commanded(at(60)));
        Fold.Result busy = fold(commanded, said(Code.BUSY));
        assertThat(busy.attempt().commandCounts()).isFalse();
        assertThat(busy.current().commandCounts()).isFalse();
        assertThat(fold(commanded, said(Code.DNS)).attempt().commandCounts()).isTrue();
        Fold.Result silent = fold(commanded, new Signal.DeadlinePassed(at(60)));
        assertThat(silent.current().commandCounts()).isTrue();
        Attempt accepted = fold(commanded, new Signal.SaidAccepted(at(1))).attempt();
        assertThat(fold(accepted, said(Code.NO_SPACE)).attempt().commandCounts()).isTrue();
    }

    @Test
    void aDeviceThatIsBusyWithItsFirstCommandStaysAmongTheCommanded() {
        Attempt first = queued(1, 0).in(new State.Commanded(at(60)));
        Attempt second = fold(first, new Signal.DeadlinePassed(at(60))).current();
        Attempt again = second.in(new State.Commanded(at(120)));
        assertThat(fold(again, said(Code.BUSY)).current().commandCounts()).isTrue();
    }

    @Test
    void anAttemptPassesTheStartOfInstallationWithTheLastByteOrItsOwnWord() {
        Attempt downloading = queued(1, 0).in(new State.Downloading(at(60), 5));
        assertThat(fold(downloading, new Signal.Served(at(1), 1_000, true)).passedStart()).isTrue();
        assertThat(fold(downloading, new Signal.Served(at(1), 900, false)).passedStart()).isFalse();
        assertThat(fold(downloading, new Signal.SaidInstalling(at(1))).passedStart()).isTrue();
        assertThat(fold(downloading, new Signal.SaidConfirmed(at(1), true)).passedStart()).isTrue();
        assertThat(fold(downloading, said(Code.DNS)).passedStart()).isFalse();
        Attempt withdrawn = queued(1, 0).in(new State.Withdrawn(at(1)));
        assertThat(fold(withdrawn, new Signal.SaidInstalling(at(2))).passedStart()).isTrue();
    }

    @Test
    void anAttemptPassesTheStartOfInstallationAtMostOnceInWhateverOrderWordsCome() {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            Attempt attempt = queued(1, 0).in(new State.Commanded(at(60)));
            int passed = 0;
            boolean past = false;
            for (int i = 0; i < 40; i++) {
                Fold.Result result = fold(attempt, anySignal(random, i));
                attempt = result.attempt();
                if (result.passedStart()) attempt = attempt.started(++passed);
                past |= attempt.state() instanceof State.Applying;
            }
            assertThat(passed).as("seed %s", seed).isLessThanOrEqualTo(1);
            if (past) assertThat(passed).as("seed %s", seed).isEqualTo(1);
        }
    }

    @Test
    void theFirstDecidingWordStandsWhateverFollows() {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            Attempt attempt = queued(1, 0).in(new State.Commanded(at(60)));
            List<Verdict> words = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                Fold.Result result = fold(attempt, anySignal(random, i));
                boolean confirms =
                        result.moved() && result.attempt().state() instanceof State.Confirmed;
                result.evidence().ifPresent(words::add);
                attempt = result.attempt();
                if (confirms) assertThat(result.evidence()).contains(Verdict.GOOD);
            }
            // Good is said once at most, with the one step to Confirmed, which is final.
            assertThat(words.stream().filter(v -> v == Verdict.GOOD).count())
                    .as("seed %s", seed)
                    .isLessThanOrEqualTo(1);
            if (attempt.state() instanceof State.Lost)
                assertThat(words).as("seed %s", seed).contains(Verdict.BAD);
        }
    }

    private static Signal anySignal(Random random, int second) {
        var now = at(second);
        return switch (random.nextInt(11)) {
            case 0 -> new Signal.SaidAccepted(now);
            case 1 -> new Signal.SaidDownloading(now, second);
            case 2 -> new Signal.Served(now, 1_000, random.nextBoolean());
            case 3 -> new Signal.SaidInstalling(now);
            case 4 -> new Signal.SaidRebooting(now);
            case 5 -> new Signal.SaidProbation(now);
            case 6 -> new Signal.SaidConfirmed(now, random.nextBoolean());
            case 7 -> new Signal.DeadlinePassed(now);
            case 8 -> new Signal.WithdrawalDecided(now);
            case 9 -> said(CODES.get(random.nextInt(CODES.size())));
            default ->
                    new Signal.Born(
                            now,
                            random.nextBoolean(),
                            random.nextBoolean(),
                            random.nextBoolean(),
                            Optional.empty(),
                            "power-on");
        };
    }

    static Signal said(Code code) {
        return switch (code.state()) {
            case REFUSED -> new Signal.SaidRefused(at(1), code);
            case FAILED -> new Signal.SaidFailed(at(1), code);
            default -> new Signal.SaidRolledBack(at(1), code);
        };
    }

    private static Attempt installing() {
        return queued(1, 0).in(new State.Installing(at(60))).started(1);
    }

    private static Fold.Result fold(Attempt attempt, Signal signal) {
        return FOLD.fold(attempt, signal, () -> 0.5);
    }
}
