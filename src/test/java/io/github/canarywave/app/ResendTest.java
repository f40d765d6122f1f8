package io.github.canarywave.app;

import static io.github.canarywave.app.StoreFixtures.T0;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.Birth;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Report;
import io.github.canarywave.domain.fleet.SessionId;
import io.github.canarywave.domain.fleet.WireState;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.CommandContent;
import io.github.canarywave.domain.rollout.HearingTime;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.State;
import io.github.canarywave.domain.rollout.WithdrawContent;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a broker that comes back is given, and what a device can make us keep. */
class ResendTest implements CommandChannel, CommandForge, Turns.Outside {
    private static final CampaignName NAME = StoreFixtures.name("c-1");
    private static final CommandId COMMAND = StoreFixtures.commandId(1);
    private static final Now NOW = new Now(HearingTime.first(T0));

    private final MemoryStore store = new MemoryStore();
    private final List<StoredCommand> published = new ArrayList<>();
    private final List<String> acknowledged = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private final Turns turns = new Turns(store, this, this, this, new Counters());

    ResendTest() {
        store.write(
                tx -> {
                    tx.register(StoreFixtures.device(1), "");
                    tx.create(StoreFixtures.rollout(NAME.value()), "", T0);
                    tx.freeze(List.of(Attempt.frozen(NAME, StoreFixtures.id(1), 0, 0, "s")));
                    Attempt queued = tx.attempt(NAME, StoreFixtures.id(1)).orElseThrow();
                    tx.replace(
                            queued,
                            queued.in(new State.Commanded(T0.plusSeconds(120)))
                                    .commanded(COMMAND, 77),
                            Optional.empty());
                    tx.queue(command(T0.plusSeconds(86_400)));
                    return tx;
                });
    }

    @Test
    void sendsAgainWhatTheBrokerNeverTook() {
        turns.resend(NOW);

        assertThat(published).extracting(StoredCommand::id).containsExactly(COMMAND);
    }

    @Test
    void sendsNoCommandAgainWhoseAttemptHasEnded() {
        store.write(
                tx -> {
                    Attempt attempt = tx.attempt(NAME, StoreFixtures.id(1)).orElseThrow();
                    tx.replace(
                            attempt,
                            attempt.in(new State.Expired(T0, "Commanded")),
                            Optional.empty());
                    return tx;
                });

        turns.resend(NOW);

        assertThat(published).isEmpty();
        List<StoredCommand> unsent = store.read(reads -> reads.unsent(10));
        assertThat(unsent).isEmpty();
    }

    @Test
    void theNextProcessSendsNothingThatWasDecidedBeforeAHalt() {
        turns.halt(NAME, "smoke", NOW);
        assertThat(published).isEmpty();

        new Turns(store, this, this, this, new Counters()).resend(NOW);

        assertThat(published).allMatch(StoredCommand::withdraws);
        Attempt notToldYet = store.read(r -> r.attempt(NAME, StoreFixtures.id(1))).orElseThrow();
        assertThat(notToldYet.state()).isInstanceOf(State.Commanded.class);
    }

    @Test
    void forgetsExpiredCommandsSoThatTheyCrowdOutNobody() {
        turns.resend(new Now(HearingTime.first(T0.plusSeconds(90_000))));

        assertThat(published).isEmpty();
        List<StoredCommand> unsent = store.read(reads -> reads.unsent(10));
        assertThat(unsent).isEmpty();
    }

    @Test
    void keepsNothingOfReportsOnCommandsThatNobodyGave() {
        DeviceId liar = StoreFixtures.id(1);
        for (int seq = 1; seq <= 2; seq++) turns.facts(List.of(madeUp(liar, seq)), NOW);

        assertThat(acknowledged).containsExactly("1", "2");
        Store.Repeat known =
                store.write(
                        tx ->
                                tx.remember(
                                        liar,
                                        new SessionId("s1"),
                                        1,
                                        StoreFixtures.digest("made up 1")));
        assertThat(known).isEqualTo(Store.Repeat.NEW);
    }

    @Test
    void showsARejectedBirthOnceHoweverOftenItComes() {
        DeviceId liar = StoreFixtures.id(1);
        for (int i = 0; i < 3; i++)
            turns.facts(List.of(new Heard.Born(liar, impossible(), Heard.Receipt.NONE)), NOW);

        List<Fact> facts = store.read(reads -> reads.deviceFacts(liar, 10));
        assertThat(facts).extracting(Fact::what).containsExactly("birth-rejected");
    }

    @Test
    void closesTheWayToTheBrokerOnceMoreWhenAHaltIsStored() {
        turns.control(
                NOW,
                control -> {
                    control.book()
                            .put(control.book().rollout(NAME).in(new RolloutState.Running(), ""));
                    return control.withdrawal().halt(NAME, "test", true);
                });

        assertThat(turns.isShut(NAME)).isTrue();
        assertThat(calls).contains("settled");
    }

    @Test
    void opensTheWayOnlyWhenTheResumptionIsStored() {
        turns.shut(NAME);
        turns.control(
                NOW,
                control -> {
                    control.effects().opened.add(NAME);
                    assertThat(turns.isShut(NAME)).isTrue();
                    return control;
                });

        assertThat(turns.isShut(NAME)).isFalse();
    }

    @Test
    void sendsNoDeviceAwayForGoodWhileAHaltIsNotStored() {
        Downloads downloads =
                new Downloads(
                        store,
                        _ -> Optional.of(new DownloadTickets.Ticket(77, T0.plusSeconds(86_400))),
                        turns::isShut,
                        new Inbox());
        turns.shut(NAME);

        assertThat(downloads.admit("token", T0)).isInstanceOf(DownloadDesk.Admission.Busy.class);
    }

    private static Birth impossible() {
        Birth birth = StoreFixtures.birth("1.0");
        return new Birth(
                birth.model(),
                birth.running(),
                birth.slot(),
                birth.boot(),
                birth.bootReason(),
                birth.session(),
                birth.connect(),
                birth.epoch(),
                4_294_967_296L,
                birth.command(),
                birth.anchors(),
                birth.can(),
                birth.labels());
    }

    private static Heard.Reported madeUp(DeviceId device, int seq) {
        return new Heard.Reported(
                device,
                new Report(
                        new SessionId("s1"),
                        OptionalLong.of(seq),
                        StoreFixtures.commandId(999_999),
                        WireState.ACCEPTED,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        StoreFixtures.digest("made up " + seq)),
                Heard.Receipt.NONE);
    }

    private static StoredCommand command(Instant expires) {
        return new StoredCommand(COMMAND, NAME, StoreFixtures.id(1), 1, false, "{}", expires);
    }

    @Override
    public boolean ready() {
        return true;
    }

    @Override
    public Duration subscribedFor() {
        return Duration.ofMinutes(10);
    }

    @Override
    public void publish(StoredCommand command) {
        published.add(command);
    }

    @Override
    public void settle() {
        calls.add("settled");
    }

    @Override
    public void acknowledge(DeviceId device, SessionId session, long seq) {
        acknowledged.add(Long.toString(seq));
    }

    @Override
    public void cut(long attemptKey) {
        calls.add("cut");
    }

    @Override
    public void changed(CampaignName rollout, boolean atOnce) {
        calls.add("changed");
    }

    @Override
    public CommandId newCommandId(Instant wall) {
        return StoreFixtures.commandId(2);
    }

    @Override
    public long newAttemptKey() {
        return 78;
    }

    @Override
    public String url(long attemptKey, Instant expires) {
        return "https://localhost/f/x/fw.bin";
    }

    @Override
    public String command(CommandContent content) {
        return "{}";
    }

    @Override
    public String withdrawal(WithdrawContent content) {
        return "{}";
    }

    @Override
    public int packetBytes(DeviceId device, String text) {
        return text.length();
    }
}
