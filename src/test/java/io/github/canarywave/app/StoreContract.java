package io.github.canarywave.app;

import static io.github.canarywave.app.StoreFixtures.METER;
import static io.github.canarywave.app.StoreFixtures.T0;
import static io.github.canarywave.app.StoreFixtures.artifact;
import static io.github.canarywave.app.StoreFixtures.at;
import static io.github.canarywave.app.StoreFixtures.commandId;
import static io.github.canarywave.app.StoreFixtures.device;
import static io.github.canarywave.app.StoreFixtures.digest;
import static io.github.canarywave.app.StoreFixtures.id;
import static io.github.canarywave.app.StoreFixtures.releaseName;
import static io.github.canarywave.app.StoreFixtures.rollout;
import static io.github.canarywave.app.StoreFixtures.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.canarywave.app.Store.Reads;
import io.github.canarywave.app.Store.Repeat;
import io.github.canarywave.app.Store.Tx;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.SessionId;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Counted;
import io.github.canarywave.domain.rollout.Rollback;
import io.github.canarywave.domain.rollout.Rulings;
import io.github.canarywave.domain.rollout.State;
import io.github.canarywave.domain.rollout.Tally;
import io.github.canarywave.domain.rollout.Verdict;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What every store promises: of tallies, reports, facts, commands and transactions. */
public abstract class StoreContract extends StoreAttemptContract {
    private static final SessionId SESSION = new SessionId("Xy81Lm");

    // Tallies and evidence.

    @Test
    public void theTallyMovesWithTheAttemptThatCounts() throws Exception {
        freeze(METERS, 3);
        move(0, new State.Commanded(at(1)));
        move(1, new State.Failed(at(1), Code.FLASH_WRITE));
        assertThat(counts())
                .isEqualTo(
                        Map.of(
                                key("Queued", ""), 1L,
                                key("Commanded", ""), 1L,
                                key("Failed", "flash-write"), 1L));
        Attempt first = attempt(METERS, 0);
        retry(0, new State.Failed(at(1), Code.TLS));
        assertThat(counts())
                .isEqualTo(
                        Map.of(
                                key("Queued", ""), 1L,
                                key("Queued", "tls"), 1L,
                                key("Failed", "flash-write"), 1L));
        Attempt ended = revised(first.in(new State.Failed(at(1), Code.TLS)), first.revision() + 1);
        Attempt late = ended.in(new State.Confirmed(at(9)));
        Map<Tally.Key, Long> before = counts();
        write(tx -> tx.replace(ended, late, Optional.empty()));
        assertThat(counts()).as("attempt 1 no longer counts").isEqualTo(before);
        assertThatThrownBy(
                        () ->
                                write(
                                        tx ->
                                                tx.replace(
                                                        revised(late, late.revision() + 1),
                                                        late,
                                                        Optional.of(following(late)))))
                .isInstanceOf(IllegalStateException.class);
    }

    private Map<Tally.Key, Long> counts() throws Exception {
        return lasting().tally(METERS).counts();
    }

    private static Tally.Key key(String state, String code) {
        return new Tally.Key(0, "s", state, code);
    }

    @Test
    public void theTallyKeepsWavesStrataAndRolloutsApart() throws Exception {
        freeze(METERS, 0);
        freeze(PLUGS, 4);
        write(
                tx ->
                        tx.freeze(
                                List.of(
                                        Attempt.frozen(METERS, id(0), 0, 0, "a"),
                                        Attempt.frozen(METERS, id(1), 1, 0, "b"),
                                        Attempt.frozen(METERS, id(2), 2, 1, "a"),
                                        Attempt.frozen(METERS, id(3), 3, 1, "a"))));
        assertThat(counts())
                .isEqualTo(
                        Map.of(
                                new Tally.Key(0, "a", "Queued", ""), 1L,
                                new Tally.Key(0, "b", "Queued", ""), 1L,
                                new Tally.Key(1, "a", "Queued", ""), 2L));
    }

    @Test
    public void movesWhatIsNotOpenedToAnotherWaveWithItsTally() throws Exception {
        freeze(METERS, 4);
        write(tx -> tx.openCohort(METERS, 0, 0, 1, at(9)));
        write(tx -> tx.moveToWave(METERS, 0, 3, 2));
        assertThat(counts())
                .isEqualTo(Map.of(key("Queued", ""), 2L, new Tally.Key(2, "s", "Queued", ""), 2L));
        assertThat(attempt(METERS, 0).wave()).as("it is open").isZero();
        assertThat(attempt(METERS, 1).wave()).isEqualTo(2);
        assertThat(attempt(METERS, 2).wave()).isEqualTo(2);
        assertThat(attempt(METERS, 3).wave()).as("behind the part").isZero();
        move(1, new State.Commanded(at(1)));
        assertThat(counts()).containsEntry(new Tally.Key(2, "s", "Commanded", ""), 1L);
    }

    @Test
    public void aDeviceCountsWhereItStandsUntilItIsFixed() throws Exception {
        freeze(METERS, 2);
        Counted accepted = new Counted(Verdict.ACCEPTED, 2);
        write(tx -> tx.weigh(attemptIn(tx, 0), Optional.of(accepted)));
        write(tx -> tx.weigh(attemptIn(tx, 1), Optional.of(accepted)));
        assertThat(now().counted(METERS, id(0))).contains(accepted);
        assertThat(store.<Boolean>write(tx -> tx.weigh(attemptIn(tx, 0), Optional.of(accepted))))
                .isFalse();
        write(
                tx -> {
                    tx.weigh(attemptIn(tx, 0), Optional.of(new Counted(Verdict.STARTED, 2)));
                    tx.weigh(attemptIn(tx, 1), Optional.empty());
                    assertThat(tx.counted(METERS, id(1))).isEmpty();
                });
        assertThat(lasting().counted(METERS, id(1))).isEmpty();
        assertThat(lasting().tally(METERS).evidence())
                .isEqualTo(Map.of(new Tally.EvidenceKey(0, "s", Verdict.STARTED, 2), 1L));
    }

    @Test
    public void countsHowLongDevicesTook() throws Exception {
        freeze(METERS, 2);
        freeze(PLUGS, 1);
        write(tx -> tx.installed(attemptIn(tx, 0), java.time.Duration.ofSeconds(101)));
        write(tx -> tx.installed(attemptIn(tx, 1), java.time.Duration.ofSeconds(102)));
        assertThat(lasting().tally(METERS).installs())
                .isEqualTo(Map.of(new Tally.InstallKey(0, 110), 2L));
        assertThat(now().tally(PLUGS).installs()).isEmpty();
    }

    @Test
    public void keepsWhatGatesAndPeopleRuled() throws Exception {
        freeze(METERS, 1);
        write(
                tx ->
                        tx.save(
                                tx.rollout(METERS)
                                        .orElseThrow()
                                        .opening(0, "test")
                                        .openedAt(at(7))
                                        .acceptingEvidence()
                                        .holding("s", "2 of 2 failed")
                                        .notifying("0/1")));
        assertThat(lasting().rollout(METERS).orElseThrow().rulings())
                .isEqualTo(
                        new Rulings(
                                2,
                                Map.of("s", "2 of 2 failed"),
                                java.util.Set.of("0/1"),
                                Map.of(0, at(7)),
                                Optional.empty()));
    }

    @Test
    public void keepsWhatBecameOfGoingBack() throws Exception {
        freeze(METERS, 1);
        assertThat(lasting().rollout(METERS).orElseThrow().rollback()).isEqualTo(Rollback.NONE);
        for (Rollback outcome :
                List.of(new Rollback.Refused("no release"), new Rollback.Begun(PLUGS))) {
            write(tx -> tx.save(tx.rollout(METERS).orElseThrow().goingBack(outcome)));
            assertThat(lasting().rollout(METERS).orElseThrow().rollback()).isEqualTo(outcome);
        }
    }

    @Test
    public void fixesEvidenceOncePerDevice() throws Exception {
        freeze(METERS, 3);
        freeze(PLUGS, 1);
        assertThat(store.<Boolean>write(tx -> tx.weigh(attemptIn(tx, 0), says(Verdict.BAD))))
                .isTrue();
        assertThat(store.<Boolean>write(tx -> tx.weigh(attemptIn(tx, 0), says(Verdict.GOOD))))
                .isFalse();
        write(
                tx -> {
                    tx.weigh(attemptIn(tx, 1), says(Verdict.GOOD));
                    tx.weigh(attemptIn(tx, 2), says(Verdict.GOOD));
                });
        assertThat(lasting().tally(METERS).evidence())
                .isEqualTo(
                        Map.of(
                                new Tally.EvidenceKey(0, "s", Verdict.BAD), 1L,
                                new Tally.EvidenceKey(0, "s", Verdict.GOOD), 2L));
        assertThat(now().tally(PLUGS).evidence()).isEmpty();
    }

    // Reports, facts, commands, settings.

    @Test
    public void remembersReports() throws Exception {
        assertThat(remember(1, 1, "a")).isEqualTo(Repeat.NEW);
        assertThat(remember(1, 1, "a")).isEqualTo(Repeat.SAME);
        assertThat(remember(1, 2, "a")).isEqualTo(Repeat.NEW);
        assertThat(remember(2, 1, "a")).isEqualTo(Repeat.NEW);
        store = restarted(store);
        assertThat(remember(1, 1, "b")).isEqualTo(Repeat.OTHER_BYTES);
        assertThat(remember(1, 1, "b")).isEqualTo(Repeat.SAME);
        assertThat(remember(1, 1, "a")).isEqualTo(Repeat.SAME);
        SessionId other = new SessionId("other");
        assertThat(store.<Repeat>write(tx -> tx.remember(id(1), other, 1, digest("b"))))
                .isEqualTo(Repeat.NEW);
    }

    private Repeat remember(int device, long seq, String bytes) {
        return store.write(tx -> tx.remember(id(device), SESSION, seq, digest(bytes)));
    }

    @Test
    public void listsFactsFromTheNewest() throws Exception {
        Fact first = new Fact(at(9), Optional.of(METERS), Optional.of(id(1)), 1, "Commanded", "");
        Fact second =
                new Fact(
                        at(1),
                        Optional.empty(),
                        Optional.of(id(1)),
                        0,
                        "birth-late",
                        StoreFixtures.ODD_TEXT);
        Fact whole = Fact.of(at(3), METERS, "halted", "3 of 10");
        Fact nobody = new Fact(at(4), Optional.empty(), Optional.empty(), 0, "clock-jump", "");
        write(tx -> List.of(first, whole, second, nobody).forEach(tx::add));
        write(tx -> tx.add(Fact.of(at(4), METERS, "resumed", "")));
        assertThat(lasting().deviceFacts(id(1), 9)).containsExactly(second, first);
        assertThat(now().deviceFacts(id(1), 1)).containsExactly(second);
        assertThat(now().deviceFacts(id(2), 9)).isEmpty();
        assertThat(lasting().rolloutFacts(METERS, 9))
                .containsExactly(Fact.of(at(4), METERS, "resumed", ""), whole);
        assertThat(now().rolloutFacts(PLUGS, 9)).isEmpty();
    }

    @Test
    public void keepsCommandsUntilTheBrokerHasTakenThem() throws Exception {
        StoredCommand c1 = command(3, false, METERS);
        StoredCommand c2 = command(1, false, METERS);
        StoredCommand w1 = command(3, true, METERS);
        write(tx -> List.of(c1, c2, w1).forEach(tx::queue));
        assertThat(lasting().unsent(9)).containsExactly(c1, c2, w1);
        assertThat(now().unsent(1)).containsExactly(c1);
        write(tx -> tx.sent(c1.id(), false));
        write(tx -> tx.sent(commandId(9), false));
        assertThat(lasting().unsent(9)).containsExactly(c2, w1);
        assertThat(lasting().command(c1.id())).contains(c1);
        write(tx -> tx.sent(c1.id(), true));
        assertThat(now().unsent(9)).containsExactly(c2);
        assertThat(now().command(commandId(9))).isEmpty();
        assertThatThrownBy(() -> write(tx -> tx.queue(c2)))
                .isInstanceOf(IllegalStateException.class);
    }

    private static StoredCommand command(int number, boolean withdraws, CampaignName rollout) {
        CommandId id = commandId(number);
        String payload = "{\"id\":\"" + id + "\"}\n" + StoreFixtures.ODD_TEXT;
        return new StoredCommand(id, rollout, id(number), 2, withdraws, payload, at(86_400));
    }

    @Test
    public void sendsCommandsThatWereKeptBackNeverMoreAndWithdrawalsStill() throws Exception {
        StoredCommand sent = command(1, false, METERS);
        StoredCommand unsent = command(2, false, METERS);
        StoredCommand withdrawal = command(1, true, METERS);
        StoredCommand foreign = command(3, false, PLUGS);
        write(
                tx -> {
                    List.of(sent, unsent, withdrawal, foreign).forEach(tx::queue);
                    tx.sent(sent.id(), false);
                });
        write(tx -> tx.keepBack(METERS));
        assertThat(lasting().unsent(9)).containsExactly(withdrawal, foreign);
        assertThat(now().command(sent.id())).contains(sent);
        assertThat(now().command(unsent.id())).as("a device may have it").contains(unsent);
    }

    @Test
    public void keepsSettings() throws Exception {
        write(tx -> tx.set("epoch", "1"));
        write(tx -> tx.set("epoch", StoreFixtures.ODD_TEXT));
        assertThat(lasting().setting("epoch")).contains(StoreFixtures.ODD_TEXT);
        assertThat(now().setting("other")).isEmpty();
    }

    // Transactions.

    @Test
    public void nothingOfAWriteThatThrowsHasHappened() throws Exception {
        freeze(METERS, 3);
        online(0, 1);
        StoredCommand unsent = command(1, false, METERS);
        write(tx -> tx.queue(unsent));
        List<Object> before = everything();
        assertThatThrownBy(() -> write(this::changeEverythingAndThrow))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("on purpose");
        assertThat(everything()).isEqualTo(before);
        // The next write must not go on from what the one that failed had in memory.
        assertThat(store.<List<Object>>write(StoreContract::everything)).isEqualTo(before);
        assertThat(remember(0, 1, "a")).isEqualTo(Repeat.NEW);
        assertThat(store.<Boolean>write(tx -> tx.weigh(attemptIn(tx, 0), says(Verdict.BAD))))
                .isTrue();
        store = restarted(store);
        write(tx -> tx.queue(command(5, false, METERS)));
        assertThat(now().unsent(9)).containsExactly(unsent, command(5, false, METERS));
    }

    private static Optional<Counted> says(Verdict verdict) {
        return Optional.of(new Counted(verdict, 1));
    }

    private void changeEverythingAndThrow(Tx tx) {
        tx.register(device(9), "h");
        tx.save(tx.device(id(0)).orElseThrow().offline());
        Attempt first = attemptIn(tx, 0);
        Attempt commanded =
                first.commanded(commandId(5), 5).started(1).in(new State.Failed(at(1), Code.DNS));
        tx.replace(first, commanded, Optional.of(following(commanded)));
        tx.replace(
                attemptIn(tx, 1),
                attemptIn(tx, 1).in(new State.Commanded(at(9))),
                Optional.empty());
        tx.openCohort(METERS, 9, 0, 9, at(9));
        tx.weigh(attemptIn(tx, 0), says(Verdict.BAD));
        tx.remember(id(0), SESSION, 1, digest("a"));
        tx.add(Fact.of(at(1), METERS, "halted", ""));
        tx.queue(command(5, false, METERS));
        tx.keepBack(METERS);
        tx.add(releaseName("3"), artifact(METER), T0);
        tx.set("k", "v");
        tx.create(rollout("plugs"), text("plugs"), T0);
        tx.save(rollout("meters").commanding(1));
        tx.clearCohort(METERS);
        throw new UnsupportedOperationException("on purpose");
    }

    private List<Object> everything() {
        return store.read(StoreContract::everything);
    }

    private static List<Object> everything(Reads r) {
        return List.of(
                r.devicesAfter(Optional.empty(), 99),
                r.devices(List.of(id(0), id(1), id(9))),
                r.rollouts(),
                r.attempts(METERS, List.of(id(0), id(1), id(2))),
                r.attempt(METERS, id(0)),
                r.attemptOf(commandId(5)),
                r.attemptOfKey(5),
                r.counted(METERS, id(0)),
                r.candidates(METERS, 9, at(900), 99),
                r.due(Instant.MAX, 99),
                r.startedAfter(METERS, 0, 9),
                r.tally(METERS),
                r.unsent(9),
                r.rolloutFacts(METERS, 9),
                r.releases(),
                r.setting("k"));
    }

    @Test
    public void aWriteSeesItsOwnChanges() {
        freeze(METERS, 2);
        write(
                tx -> {
                    Attempt before = attemptIn(tx, 0);
                    tx.replace(before, before.in(new State.Commanded(at(9))), Optional.empty());
                    assertThat(tx.tally(METERS).inFlight()).isEqualTo(1);
                    assertThat(tx.due(at(9), 9)).hasSize(1);
                    tx.save(tx.device(id(1)).orElseThrow().heardAt(at(1)));
                    tx.save(tx.device(id(1)).orElseThrow().ignoring());
                    assertThat(tx.candidates(METERS, 9, at(1), 9)).hasSize(1);
                    assertThat(tx.device(id(1)).orElseThrow().revision()).isEqualTo(2);
                });
        assertThat(now().tally(METERS).inFlight()).isEqualTo(1);
    }

    @Test
    public void refusesAWriteOrReadWithinAWrite() {
        assertThatThrownBy(() -> write(_ -> write(_ -> {})))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> write(_ -> now().fleet()))
                .isInstanceOf(IllegalStateException.class);
        write(tx -> tx.set("still", "works"));
        assertThat(now().setting("still")).contains("works");
    }

    @Test
    public void manyVirtualThreadsMayWriteAtOnce() throws Exception {
        write(tx -> tx.set("count", "0"));
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 50; i++)
            threads.add(Thread.ofVirtual().start(() -> write(this::addOne)));
        for (Thread thread : threads) thread.join();
        assertThat(now().setting("count")).contains("50");
    }

    private void addOne(Tx tx) {
        int count = Integer.parseInt(tx.setting("count").orElseThrow());
        tx.set("count", Integer.toString(count + 1));
    }
}
