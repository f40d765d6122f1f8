package io.github.canarywave.app;

import static io.github.canarywave.domain.rollout.Samples.campaign;
import static io.github.canarywave.domain.rollout.Samples.wave;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.app.DownloadDesk.Admission;
import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.CampaignDraft;
import io.github.canarywave.domain.campaign.Pace;
import io.github.canarywave.domain.campaign.UpdateWindow;
import io.github.canarywave.domain.campaign.UpdateWindow.AtEnd;
import io.github.canarywave.domain.campaign.UpdateWindow.Hours;
import io.github.canarywave.domain.campaign.Zone;
import io.github.canarywave.domain.fleet.WireState;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Candidate;
import io.github.canarywave.domain.rollout.Condition;
import io.github.canarywave.domain.rollout.Eligibility;
import io.github.canarywave.domain.rollout.State;

import org.junit.jupiter.api.Test;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A window in the turns of the server; it is 10:00 in London when each test begins. */
class WindowTurnTest {
    private static final Duration UNTIL_CLOSED = Duration.ofMinutes(61);
    private static final String OPENS = "window opens 2026-11-21T09:00 in Europe/London";

    @Test
    void nothingIsCommandedBeforeTheWindowOpensAndTheHoldSaysWhenItDoes() {
        Bench bench = Bench.started(windowed("12:00", "14:00", AtEnd.FINISH_STARTED), 40);
        assertThat(bench.published).isEmpty();
        assertThat(bench.rollout().reason())
                .isEqualTo(
                        "wave all: window opens 2026-11-20T12:00 in Europe/London for 40 devices");
        pass(bench, Duration.ofMinutes(119));
        bench.wishes();
        assertThat(bench.published).isEmpty();
        pass(bench, Duration.ofMinutes(2));
        bench.wishes();
        assertThat(bench.published).isNotEmpty();
    }

    @Test
    void whyADeviceMustNotGoIsAConditionWithTheTimeOfItsChange() {
        Bench bench = Bench.started(windowed("12:00", "14:00", AtEnd.FINISH_STARTED), 3);
        Condition window =
                Eligibility.of(
                                new Candidate(bench.device(1), bench.attempt(1)),
                                bench.rollout(),
                                bench.now().time())
                        .stream()
                        .filter(c -> c.name().equals("window-open"))
                        .findFirst()
                        .orElseThrow();
        assertThat(window.met()).isFalse();
        assertThat(window.value()).isEqualTo("window opens 2026-11-20T12:00 in Europe/London");
        assertThat(window.change().orElseThrow())
                .isEqualTo(bench.now().hearing().plus(untilWall(bench, "2026-11-20T12:00:00Z")));
    }

    @Test
    void afterAJumpOfTheWallClockNoWindowOpens() {
        Bench bench = Bench.started(windowed("12:00", "14:00", AtEnd.FINISH_STARTED), 10);
        bench.jump(Duration.ofHours(3));
        bench.wishes();
        assertThat(bench.published).isEmpty();
        pass(bench, Duration.ofMinutes(6));
        bench.wishes();
        assertThat(bench.published).as("the new clock is believed").isNotEmpty();
    }

    @Test
    void aDeviceWithoutAZoneIsNotCommandedAndItIsSaidWhy() {
        UpdateWindow window =
                new UpdateWindow(
                        new Zone.OfDevice(Optional.empty()),
                        EnumSet.allOf(DayOfWeek.class),
                        Optional.of(new Hours(LocalTime.of(0, 0), LocalTime.of(23, 0))),
                        Optional.empty(),
                        Optional.empty(),
                        AtEnd.FINISH_STARTED,
                        List.of());
        Bench bench = Bench.started(CampaignDraft.of(plain()).window(window).build(), 3);
        assertThat(bench.published).isEmpty();
        Candidate candidate = new Candidate(bench.device(1), bench.attempt(1));
        assertThat(
                        Eligibility.first(
                                        Eligibility.of(
                                                candidate, bench.rollout(), bench.now().time()))
                                .map(Condition::name))
                .contains("window-open");
    }

    @Test
    void aCommandThatWaitedIsNotHandedOverAfterItsWindow() {
        Bench bench = open(AtEnd.FINISH_STARTED);
        StoredCommand command = bench.published.getFirst();
        assertThat(command.closes()).isEqualTo(Instant.parse("2026-11-20T11:00:00Z"));
        assertThat(command.expires())
                .as("this device cannot wait by itself")
                .isEqualTo(command.closes());
        assertThat(bench.turns.mayHandOver(command)).isTrue();
        pass(bench, UNTIL_CLOSED);
        bench.turns.withdraw(bench.now());
        assertThat(bench.turns.mayHandOver(command)).isFalse();
        int before = bench.published.size();
        bench.turns.resend(bench.now());
        assertThat(bench.published).as("sent again after a restart").hasSize(before);
    }

    @Test
    void whoHasStartedFinishesAfterTheWindow() {
        Bench bench = fetching(AtEnd.FINISH_STARTED);
        pass(bench, UNTIL_CLOSED);
        bench.turns.withdraw(bench.now());
        assertThat(admission(bench)).isInstanceOf(Admission.Admitted.class);
        assertThat(first(bench).state()).isInstanceOf(State.Downloading.class);
    }

    @Test
    void pausedDownloadsWaitForTheNextWindowAndNobodyIsLate() {
        Bench bench = fetching(AtEnd.PAUSE_DOWNLOADS);
        pass(bench, UNTIL_CLOSED);
        Admission.Busy busy = (Admission.Busy) admission(bench);
        assertThat(busy.why()).isEqualTo(OPENS);
        long toNext = untilWall(bench, "2026-11-21T09:00:00Z").toSeconds();
        assertThat((long) busy.retryAfterSeconds()).isBetween(toNext, toNext + 30);
        pass(bench, Duration.ofHours(5));
        bench.fold();
        assertThat(first(bench).state()).isInstanceOf(State.Downloading.class);
        assertThat(first(bench).number()).isEqualTo(1);
        pass(bench, Duration.ofHours(17));
        assertThat(admission(bench)).isInstanceOf(Admission.Admitted.class);
        pass(bench, untilWall(bench, "2026-11-21T10:59:56Z"));
        bench.fold();
        assertThat(first(bench).number())
                .as("one that did not come in the whole next window is late")
                .isEqualTo(2);
    }

    @Test
    void cancelTakesBackWhatHasNotBegunToInstallAndTriesItAgain() {
        Bench bench = fetching(AtEnd.CANCEL);
        bench.fold(
                bench.report(
                        second(bench),
                        bench.attempt(second(bench)).command().orElseThrow(),
                        1,
                        WireState.INSTALLING));
        pass(bench, UNTIL_CLOSED);
        assertThat(bench.turns.withdraw(bench.now())).isTrue();
        assertThat(first(bench).number()).isEqualTo(2);
        assertThat(first(bench).state()).isInstanceOf(State.Queued.class);
        assertThat(first(bench).burned()).isZero();
        assertThat(bench.attempt(second(bench)).state()).isInstanceOf(State.Installing.class);
        assertThat(bench.published.stream().filter(StoredCommand::withdraws)).hasSize(4);
        assertThat(bench.turns.withdraw(bench.now())).isFalse();
        bench.wishes();
        assertThat(bench.rollout().reason()).startsWith("wave all: " + OPENS + " for ");
    }

    private static Bench open(AtEnd atEnd) {
        Bench bench = Bench.started(windowed("09:00", "11:00", atEnd), 40);
        assertThat(bench.published).hasSize(5);
        return bench;
    }

    /** The first device that was commanded fetches the image. */
    private static Bench fetching(AtEnd atEnd) {
        Bench bench = open(atEnd);
        StoredCommand command = bench.published.getFirst();
        int device = Bench.number(command.device());
        bench.fold(bench.report(device, command.id(), 1, WireState.ACCEPTED));
        bench.fold(new Heard.Served(bench.attempt(device).key(), 10, false));
        pass(bench, Duration.ofMinutes(1));
        return bench;
    }

    private static Attempt first(Bench bench) {
        return bench.attempt(Bench.number(bench.published.getFirst().device()));
    }

    private static int second(Bench bench) {
        return Bench.number(bench.published.get(1).device());
    }

    private static Admission admission(Bench bench) {
        return bench.downloads.admit("url:" + first(bench).key(), bench.now().wall());
    }

    private static Duration untilWall(Bench bench, String wall) {
        return Duration.between(bench.now().wall(), Instant.parse(wall));
    }

    private static void pass(Bench bench, Duration time) {
        bench.pass(time.toSeconds());
    }

    private static Campaign plain() {
        return campaign(new Pace(OptionalInt.empty(), true), wave("all", 100));
    }

    private static Campaign windowed(String from, String to, AtEnd atEnd) {
        return CampaignDraft.of(plain())
                .window(
                        new UpdateWindow(
                                new Zone.Named(ZoneId.of("Europe/London")),
                                EnumSet.allOf(DayOfWeek.class),
                                Optional.of(new Hours(LocalTime.parse(from), LocalTime.parse(to))),
                                Optional.empty(),
                                Optional.empty(),
                                atEnd,
                                List.of()))
                .build();
    }
}
