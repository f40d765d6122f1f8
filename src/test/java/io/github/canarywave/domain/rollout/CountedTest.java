package io.github.canarywave.domain.rollout;

import static io.github.canarywave.domain.rollout.Samples.at;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.fleet.Code;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

class CountedTest {
    private static final State QUEUED = new State.Queued(at(0), at(9));
    private static final State COMMANDED = new State.Commanded(at(9));
    private static final State ACCEPTED = new State.Accepted(at(9));
    private static final State DOWNLOADING = new State.Downloading(at(9), 7);
    private static final State INSTALLING = new State.Installing(at(9));
    private static final State PROBATION = new State.Probation(at(9), true, false);
    private static final State CONFIRMED = new State.Confirmed(at(9));
    private static final State REFUSED = new State.Refused(at(9), Code.BUSY);
    private static final int NOW = 3;

    @Test
    void aDeviceCountsOnceItHasAccepted() {
        assertThat(after(Optional.empty(), QUEUED)).isEmpty();
        assertThat(after(Optional.empty(), COMMANDED)).isEmpty();
        for (State state : List.of(ACCEPTED, DOWNLOADING))
            assertThat(after(Optional.empty(), state)).contains(counted(Verdict.ACCEPTED, NOW));
        for (State state : List.of(INSTALLING, PROBATION))
            assertThat(after(Optional.empty(), state))
                    .contains(new Counted(Verdict.STARTED, NOW, Optional.of(at(5)), false));
    }

    @Test
    void itGoesOnCountingWhileItIsTriedAgainInThePeriodInWhichItAccepted() {
        Optional<Counted> old = Optional.of(counted(Verdict.STARTED, 1));
        for (State state : List.of(QUEUED, COMMANDED, ACCEPTED))
            assertThat(after(old, state)).contains(counted(Verdict.ACCEPTED, 1));
        assertThat(after(old, INSTALLING)).isEqualTo(old);
    }

    @Test
    void whatEndedForGoodWithNothingCountedCountsNoMore() {
        for (State state : List.of(REFUSED, new State.Withdrawn(at(9)), new State.Current(at(9))))
            assertThat(after(Optional.of(counted(Verdict.ACCEPTED, 1)), state)).isEmpty();
    }

    @Test
    void theFirstWordThatDecidesStays() {
        for (Verdict fixed : List.of(Verdict.GOOD, Verdict.BAD)) {
            Optional<Counted> known = Optional.of(counted(fixed, 1));
            for (State state : List.of(QUEUED, ACCEPTED, INSTALLING, CONFIRMED, REFUSED))
                for (Verdict said : List.of(Verdict.GOOD, Verdict.BAD))
                    assertThat(Counted.after(known, state, Optional.of(said), NOW, at(5)))
                            .isEqualTo(known);
        }
        assertThat(
                        Counted.after(
                                Optional.of(counted(Verdict.STARTED, 1)),
                                CONFIRMED,
                                Optional.of(Verdict.GOOD),
                                NOW,
                                at(5)))
                .contains(counted(Verdict.GOOD, 1));
        assertThat(Counted.after(Optional.empty(), QUEUED, Optional.of(Verdict.BAD), NOW, at(5)))
                .contains(counted(Verdict.BAD, NOW));
    }

    @Test
    void theStoreIsAskedOnlyWhereSomethingMayChange() {
        Optional<Verdict> nothing = Optional.empty();
        assertThat(Counted.mayChange(QUEUED, COMMANDED, nothing)).isFalse();
        assertThat(Counted.mayChange(DOWNLOADING, DOWNLOADING, nothing)).isFalse();
        assertThat(Counted.mayChange(INSTALLING, PROBATION, nothing)).isFalse();
        assertThat(Counted.mayChange(COMMANDED, ACCEPTED, nothing)).isTrue();
        assertThat(Counted.mayChange(DOWNLOADING, INSTALLING, nothing)).isTrue();
        assertThat(Counted.mayChange(INSTALLING, QUEUED, nothing)).isTrue();
        assertThat(Counted.mayChange(ACCEPTED, REFUSED, nothing)).isTrue();
        assertThat(Counted.mayChange(QUEUED, QUEUED, Optional.of(Verdict.BAD))).isTrue();
    }

    @Test
    void itIsKnownHowLongAConfirmedDeviceTookWithoutItsProbation() {
        Counted began = after(Optional.empty(), INSTALLING).orElseThrow();
        Counted good =
                Counted.after(
                                Optional.of(began),
                                CONFIRMED,
                                Optional.of(Verdict.GOOD),
                                NOW,
                                at(100))
                        .orElseThrow();
        assertThat(good.took(at(100), Duration.ofSeconds(30))).contains(Duration.ofSeconds(65));
        assertThat(good.took(at(100), Duration.ofHours(1))).contains(Duration.ZERO);
        assertThat(began.took(at(100), Duration.ZERO)).isEmpty();
    }

    private static Optional<Counted> after(Optional<Counted> known, State state) {
        return Counted.after(known, state, Optional.empty(), NOW, at(5));
    }

    private static Counted counted(Verdict verdict, int period) {
        return new Counted(verdict, period);
    }
}
