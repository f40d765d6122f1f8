package io.github.canarywave.domain.rollout;

import static io.github.canarywave.domain.rollout.Samples.at;
import static io.github.canarywave.domain.rollout.Samples.campaign;
import static io.github.canarywave.domain.rollout.Samples.queued;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.CampaignDraft;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.rollout.Signal.Born;
import io.github.canarywave.domain.rollout.Signal.DeadlinePassed;
import io.github.canarywave.domain.rollout.Signal.SaidConfirmed;
import io.github.canarywave.domain.rollout.Signal.SaidRolledBack;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What follows from each code of the closed list, and from each way in which a probation ends. */
class CodeTableTest {
    /** Retried, counted, burned: as the rules were agreed, not as the code has them. */
    private static final Map<String, String> TABLE =
            """
            wrong-device          no   no   no
            wrong-model           no   no   no
            expired               yes  no   no
            not-yet               yes  no   no
            clock-unset           yes  no   no
            security-version-low  no   no   no
            signature-invalid     no   no   no
            key-unknown           no   no   no
            no-space              no   no   no
            busy                  yes  no   no
            battery-low           yes  no   no
            declined              no   no   no
            withdrawn             yes  no   no
            dns                   yes  no   no
            tls                   yes  no   no
            connect               yes  no   no
            timeout               yes  no   no
            http-403              yes  no   no
            http-404              yes  no   no
            http-5xx              yes  no   no
            range-ignored         yes  no   no
            size-mismatch         yes  no   yes
            digest-mismatch       yes  no   yes
            flash-write           no   yes  no
            image-invalid         no   yes  no
            slot-invalid          no   yes  no
            health-check          no   yes  no
            boot-loop             no   yes  no
            watchdog              no   yes  no
            unknown               no   yes  no
            power-loss            yes  no   yes
            """
                    .lines()
                    .map(line -> line.split(" +", 2))
                    .collect(Collectors.toMap(row -> row[0], row -> row[1].replaceAll(" +", " ")));

    private static final Fold FOLD = new Fold(campaign());

    @Test
    void theTableHoldsEachCode() {
        assertThat(TABLE.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Code.values()).map(Code::word).toList());
    }

    @ParameterizedTest
    @EnumSource(Code.class)
    void eachCodeIsRetriedCountedAndBurnedAsTheTableSays(Code code) {
        for (State state : whereItIsSaid(code)) {
            Fold.Result result = FOLD.fold(queued(1, 0).in(state), said(code), () -> 0.5);
            boolean burned = result.next().filter(next -> next.burned() == 1).isPresent();
            assertThat(
                            word(result.next().isPresent())
                                    + " "
                                    + word(result.evidence().equals(Optional.of(Verdict.BAD)))
                                    + " "
                                    + word(burned))
                    .as("%s in %s", code.word(), state.word())
                    .isEqualTo(TABLE.get(code.word()));
            result.next()
                    .ifPresent(
                            next ->
                                    assertThat(next.state())
                                            .as("%s waits before it is tried again", code.word())
                                            .isEqualTo(
                                                    new State.Queued(at(60 + 300), at(1_000_000))));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "watchdog, WATCHDOG, BAD",
        "rollback, ROLLED_BACK_UNKNOWN, BAD",
        "crash, ROLLED_BACK_UNKNOWN, BAD",
        "unknown, ROLLED_BACK_UNKNOWN, BAD",
        "power-on, POWER_LOSS, none",
        "brownout, POWER_LOSS, none"
    })
    void aBirthWithTheOldImageTellsWhyItFellBack(String reason, Code code, String evidence) {
        for (State state : applying()) {
            Fold.Result fell = fold(state, born(false, reason));
            assertThat(fell.attempt().state()).isEqualTo(new State.RolledBack(at(60), code, true));
            assertThat(fell.evidence().map(Enum::name).orElse("none")).isEqualTo(evidence);
            // Its own word corrects the code that was inferred; the evidence stays.
            Fold.Result own =
                    FOLD.fold(
                            fell.attempt(), new SaidRolledBack(at(61), Code.BOOT_LOOP), () -> 0.5);
            assertThat(own.attempt().state())
                    .isEqualTo(new State.RolledBack(at(61), Code.BOOT_LOOP, false));
        }
    }

    @Test
    void silenceIsLostAndNotABootLoop() {
        for (State state : applying()) {
            Fold.Result silent = fold(state, new DeadlinePassed(at(60)));
            assertThat(silent.attempt().state()).isEqualTo(new State.Lost(at(60)));
            assertThat(silent.attempt().state().code()).isEmpty();
            assertThat(silent.evidence()).contains(Verdict.BAD);
            Fold.Result late =
                    FOLD.fold(
                            silent.attempt(),
                            new SaidRolledBack(at(99), Code.BOOT_LOOP),
                            () -> 0.5);
            assertThat(late.attempt().state())
                    .as("what came of it is shown")
                    .isEqualTo(new State.RolledBack(at(99), Code.BOOT_LOOP, false));
        }
    }

    @Test
    void confirmsOnlyWithABirthOfTheWantedImageAndItsWordThatItIsHealthy() {
        State rebooting = new State.Rebooting(at(600));
        Fold.Result born = fold(rebooting, born(true, "update"));
        assertThat(born.attempt().state()).isInstanceOf(State.Probation.class);
        assertThat(born.evidence()).isEmpty();
        Fold.Result both = FOLD.fold(born.attempt(), new SaidConfirmed(at(61), true), () -> 0.5);
        assertThat(both.attempt().state()).isEqualTo(new State.Confirmed(at(61)));
        assertThat(both.evidence()).contains(Verdict.GOOD);
        Fold.Result wordAlone = fold(rebooting, new SaidConfirmed(at(60), false));
        assertThat(wordAlone.attempt().state()).isInstanceOf(State.Probation.class);
        assertThat(wordAlone.evidence()).isEmpty();
        Fold.Result then = FOLD.fold(wordAlone.attempt(), born(true, "update"), () -> 0.5);
        assertThat(then.attempt().state()).isInstanceOf(State.Confirmed.class);
    }

    @Test
    void aDeviceThatVanishesInItsProbationIsLost() {
        Fold.Result born = fold(new State.Rebooting(at(600)), born(true, "update"));
        Fold.Result silent = FOLD.fold(born.attempt(), new DeadlinePassed(at(2_000)), () -> 0.5);
        assertThat(silent.attempt().state()).isEqualTo(new State.Lost(at(2_000)));
        assertThat(silent.evidence()).contains(Verdict.BAD);
    }

    @Test
    void aDeviceThatSaysTooEarlyThatItIsHealthyIsConfirmedWhenItsProbationIsOver() {
        Fold fold = withProbation(Duration.ofMinutes(5));
        Fold.Result born =
                fold.fold(
                        queued(1, 0).in(new State.Rebooting(at(600))),
                        born(true, "update"),
                        () -> 0.5);
        Fold.Result early = fold.fold(born.attempt(), new SaidConfirmed(at(61), true), () -> 0.5);
        assertThat(early.attempt().state())
                .as("5 min after its birth at 60 s")
                .isEqualTo(new State.Probation(at(360), true, true));
        assertThat(early.evidence()).isEmpty();

        Fold.Result over = fold.fold(early.attempt(), new DeadlinePassed(at(360)), () -> 0.5);
        assertThat(over.attempt().state()).isEqualTo(new State.Confirmed(at(360)));
        assertThat(over.evidence()).contains(Verdict.GOOD);

        Fold.Result fellBack = fold.fold(early.attempt(), born(false, "watchdog"), () -> 0.5);
        assertThat(fellBack.attempt().state())
                .isEqualTo(new State.RolledBack(at(60), Code.WATCHDOG, true));
        assertThat(fellBack.evidence()).contains(Verdict.BAD);

        Fold.Result onTime = fold.fold(born.attempt(), new SaidConfirmed(at(360), true), () -> 0.5);
        assertThat(onTime.attempt().state()).isEqualTo(new State.Confirmed(at(360)));
    }

    @Test
    void aWithdrawnDeviceThatSaysItStoppedIsNotTakenForOneThatInstalls() {
        State withdrawn = new State.Withdrawn(at(50));
        Signal lastByte = new Signal.Served(at(70), 1_000, true);
        assertThat(fold(withdrawn, lastByte).attempt().state())
                .as("it may have the whole image")
                .isInstanceOf(State.Installing.class);
        for (Signal word :
                List.of(
                        new Signal.SaidRefused(at(60), Code.WITHDRAWN),
                        new Signal.SaidFailed(at(60), Code.TIMEOUT))) {
            Fold.Result stopped = fold(withdrawn, word);
            assertThat(stopped.attempt().state()).isEqualTo(new State.Withdrawn(at(50), true));
            assertThat(stopped.next()).isEmpty();
            Fold.Result late = FOLD.fold(stopped.attempt(), lastByte, () -> 0.5);
            assertThat(late.attempt().state())
                    .as("it is older")
                    .isEqualTo(new State.Withdrawn(at(50), true));
        }
    }

    private static Fold withProbation(Duration probation) {
        Campaign plain = campaign();
        return new Fold(
                CampaignDraft.of(plain.name(), plain.release())
                        .seed("seed")
                        .waves(plain.waves())
                        .device(plain.device().probation(probation))
                        .build());
    }

    private static List<State> applying() {
        return List.of(
                new State.Installing(at(600)),
                new State.Rebooting(at(600)),
                new State.Probation(at(600), true, false));
    }

    private static List<State> whereItIsSaid(Code code) {
        return switch (code.state()) {
            case REFUSED -> List.of(new State.Commanded(at(600)), new State.Accepted(at(600)));
            case FAILED ->
                    List.of(new State.Downloading(at(600), 5), new State.Installing(at(600)));
            default -> applying();
        };
    }

    private static Signal said(Code code) {
        return switch (code.state()) {
            case REFUSED -> new Signal.SaidRefused(at(60), code);
            case FAILED -> new Signal.SaidFailed(at(60), code);
            default -> new SaidRolledBack(at(60), code);
        };
    }

    private static Fold.Result fold(State state, Signal signal) {
        return FOLD.fold(queued(1, 0).in(state), signal, () -> 0.5);
    }

    private static Born born(boolean wanted, String reason) {
        return new Born(at(60), wanted, true, true, Optional.empty(), reason);
    }

    private static String word(boolean value) {
        return value ? "yes" : "no";
    }
}
