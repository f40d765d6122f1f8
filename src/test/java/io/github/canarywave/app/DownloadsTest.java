package io.github.canarywave.app;

import static io.github.canarywave.domain.rollout.Samples.at;
import static io.github.canarywave.domain.rollout.Samples.campaign;
import static io.github.canarywave.domain.rollout.Samples.failures;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.app.DownloadDesk.Admission;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.WireState;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Samples;
import io.github.canarywave.domain.rollout.State;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

class DownloadsTest {
    private static final Instant SOON = at(60);

    private final Bench bench = Bench.started(campaign(failures(10, 5)), 20);
    private final int device = Bench.number(bench.published.getFirst().device());
    private final long key = bench.attempt(device).key();
    private final String token = "url:" + key;

    @Test
    void bytesGoToAttemptsThatFetchAndToNoOthers() {
        for (State state :
                List.of(
                        new State.Commanded(SOON),
                        new State.Accepted(SOON),
                        new State.Downloading(SOON, 5),
                        new State.Installing(SOON)))
            assertThat(admitIn(state)).as("%s", state).isInstanceOf(Admission.Admitted.class);
        for (State state :
                List.of(
                        new State.Rebooting(SOON),
                        new State.Probation(SOON, true, false),
                        new State.Confirmed(SOON),
                        new State.RolledBack(SOON, Code.WATCHDOG, false),
                        new State.Failed(SOON, Code.DNS),
                        new State.Refused(SOON, Code.BUSY),
                        new State.Expired(SOON, "Downloading"),
                        new State.Lost(SOON),
                        new State.Withdrawn(SOON)))
            assertThat(admitIn(state))
                    .as("%s", state)
                    .isEqualTo(new Admission.Gone("the attempt is " + state.word()));
    }

    @Test
    void whoIsAdmittedGetsTheSignedFile() {
        assertThat(bench.downloads.admit(token, at(0)))
                .isEqualTo(
                        new Admission.Admitted(
                                key,
                                Samples.digest("file"),
                                1_000,
                                false,
                                Optional.of(bench.published.getFirst().id().made()),
                                Optional.of(
                                        new DownloadDesk.Holder(
                                                Samples.id(device), Bench.NAME, 1))));
    }

    @Test
    void anAttemptThatWasSupersededGetsNothing() {
        bench.fold(
                bench.report(
                        device, bench.published.getFirst().id(), 1, WireState.FAILED, Code.DNS));
        assertThat(bench.downloads.admit(token, at(0)))
                .isEqualTo(new Admission.Gone("superseded by attempt 2"));
    }

    @Test
    void aUrlExpiresAndAForeignOneIsUnknown() {
        assertThat(bench.downloads.admit(token, at(86_399))).isInstanceOf(Admission.Admitted.class);
        assertThat(bench.downloads.admit(token, at(86_400)))
                .isEqualTo(new Admission.Gone("the URL expired at " + at(86_400)));
        assertThat(bench.downloads.admit("forged", at(0)))
                .isEqualTo(new Admission.Unknown("we did not make this URL"));
        assertThat(bench.downloads.admit("url:123456", at(0)))
                .isEqualTo(new Admission.Gone("the attempt is not known any more"));
    }

    @Test
    void aHaltStopsDownloadsBeforeItIsStoredAndSparesWhatHadItsLastByte() {
        bench.turns.shut(Bench.NAME);
        assertThat(bench.downloads.admit(token, at(0))).isInstanceOf(Admission.Busy.class);
        assertThat(admitIn(new State.Installing(SOON))).isInstanceOf(Admission.Admitted.class);
    }

    @Test
    void aStoreThatDoesNotAnswerAsksToComeAgain() {
        Store down =
                new Store() {
                    @Override
                    public <T> T write(Function<Tx, T> work) {
                        throw new StoreUnavailable("disk full", new IllegalStateException());
                    }

                    @Override
                    public <T> T read(Function<Reads, T> work) {
                        throw new StoreUnavailable("disk full", new IllegalStateException());
                    }

                    @Override
                    public void close() {
                        // There is nothing behind it.
                    }
                };
        Downloads downloads =
                new Downloads(
                        down,
                        _ -> Optional.of(new DownloadTickets.Ticket(key, at(9))),
                        _ -> false,
                        bench.inbox);
        assertThat(downloads.admit(token, at(0))).isInstanceOf(Admission.Busy.class);
    }

    @Test
    void aHaltCutsWhatIsBeingSentAndWhatIsAboutToBegin() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger beginning = new AtomicInteger();
        bench.downloads.sending(key, running::incrementAndGet);
        bench.turns.halt(Bench.NAME, "smoke", bench.now());
        assertThat(running).hasValue(1);
        bench.downloads.sending(key, beginning::incrementAndGet);
        assertThat(beginning).hasValue(1);
    }

    @Test
    void aResponseIsCutAtMostOnceAndNotAfterItsEnd() {
        AtomicInteger twice = new AtomicInteger();
        bench.downloads.sending(key, twice::incrementAndGet);
        bench.downloads.cut(key);
        bench.downloads.cut(key);
        assertThat(twice).hasValue(1);
        AtomicInteger over = new AtomicInteger();
        bench.downloads.sending(99, over::incrementAndGet).ended(0, false);
        bench.downloads.cut(99);
        assertThat(over).hasValue(0);
    }

    @Test
    void whatWasServedIsASignalOnce() {
        DownloadDesk.Sending sending = bench.downloads.sending(key, () -> {});
        assertThat(bench.downloads.underWay()).isOne();
        sending.ended(1_000, true);
        sending.ended(1_000, true);
        assertThat(bench.inbox.take(10)).containsExactly(new Heard.Served(key, 1_000, true));
        assertThat(bench.downloads.underWay()).isZero();
        bench.downloads.sending(key, () -> {}).ended(0, false);
        assertThat(bench.inbox.size()).isZero();
    }

    @Test
    void whoWasAdmittedIsKnownForTwoSecondsWithoutAskingTheStore() {
        AtomicLong clock = new AtomicLong();
        Downloads downloads = downloads(clock, DownloadLimits.Rates.NONE);
        assertThat(downloads.known(token, at(0))).isEmpty();
        Admission admitted = downloads.admit(token, at(0));
        assertThat(downloads.known(token, at(0)).map(Admission.class::cast)).contains(admitted);
        clock.set(2_000_000_000L - 1);
        assertThat(downloads.known(token, at(0))).isPresent();
        clock.set(2_000_000_000L);
        assertThat(downloads.known(token, at(0))).isEmpty();
    }

    @Test
    void whoIsCutOrWhoseRolloutIsShutOrWhoseUrlIsOverIsNotKnownAnyMore() {
        Downloads downloads = downloads(new AtomicLong(), DownloadLimits.Rates.NONE);
        downloads.admit(token, at(0));
        assertThat(downloads.known(token, at(86_400))).isEmpty();
        assertThat(downloads.known("forged", at(0))).isEmpty();
        bench.turns.shut(Bench.NAME);
        assertThat(downloads.known(token, at(0))).isEmpty();
        bench.turns.open(Bench.NAME);
        assertThat(downloads.known(token, at(0))).isPresent();
        downloads.cut(key);
        assertThat(downloads.known(token, at(0))).isEmpty();
        downloads.admit(token, at(0)); // it had read the store before the cut
        assertThat(downloads.known(token, at(0))).isEmpty();
    }

    @Test
    void whoIsLimitedAsksForItsPlaceEachTime() {
        Downloads downloads =
                downloads(
                        new AtomicLong(),
                        new DownloadLimits.Rates(
                                OptionalLong.of(1_000_000), "site", OptionalLong.empty()));
        assertThat(downloads.admit(token, at(0)))
                .isInstanceOfSatisfying(
                        Admission.Admitted.class, yes -> assertThat(yes.limited()).isTrue());
        assertThat(downloads.known(token, at(0))).isEmpty();
    }

    private static DownloadDesk.Sent sent(long from, long upTo, long to) {
        return new DownloadDesk.Sent(from, upTo, upTo == 1_000, upTo - from, upTo == to);
    }

    private void serve(DownloadDesk.Sent sent) {
        bench.downloads.sending(key, () -> {}).ended(sent);
    }

    private List<String> history() {
        return bench
                .store
                .read(reads -> reads.deviceFacts(Samples.id(device), 99))
                .reversed()
                .stream()
                .map(fact -> fact.what() + ": " + fact.why())
                .filter(line -> line.contains("served"))
                .toList();
    }

    private void fold() {
        bench.inbox.take(99).forEach(bench::fold);
    }

    @Test
    void theTimelineTellsHowATransferWent() {
        serve(sent(0, 400, 1_000));
        serve(sent(300, 700, 1_000));
        fold();
        serve(sent(700, 1_000, 1_000));
        fold();
        assertThat(history())
                .containsExactly(
                        "Downloading: first bytes were served",
                        "Installing: its last byte was served: 1100 bytes in 3 answers, 2 resumed,"
                                + " 2 cut");
    }

    @Test
    void whatThisProcessDidNotServeItDoesNotClaim() {
        serve(sent(900, 1_000, 1_000));
        fold();
        assertThat(history())
                .containsExactly(
                        "Installing: its last byte was served: at least 100 bytes in 1 answer, 1"
                                + " resumed");
    }

    /** As aria2 does with several connections: section 6 of the protocol page. */
    @Test
    void whoFetchesTheLastBytesFirstIsStillServedTheRest() {
        serve(sent(750, 1_000, 1_000));
        fold();
        assertThat(bench.attempt(device).state()).isInstanceOf(State.Installing.class);
        for (long from = 0; from < 750; from += 250) {
            assertThat(bench.downloads.admit(token, at(0))).isInstanceOf(Admission.Admitted.class);
            serve(sent(from, from + 250, from + 250));
            fold();
            assertThat(bench.attempt(device).state()).isInstanceOf(State.Installing.class);
        }
        bench.turns.halt(Bench.NAME, "smoke", bench.now());
        assertThat(bench.downloads.admit(token, at(0))).isInstanceOf(Admission.Admitted.class);
        assertThat(history()).hasSize(1);
    }

    @Test
    void whoseUrlItIsIsKnownAlsoWhenItIsOver() {
        DownloadDesk.Holder holder = new DownloadDesk.Holder(Samples.id(device), Bench.NAME, 1);
        assertThat(bench.downloads.holder(token)).contains(holder);
        admitIn(new State.Withdrawn(SOON));
        assertThat(bench.downloads.admit(token, at(0))).isInstanceOf(Admission.Gone.class);
        assertThat(bench.downloads.holder(token)).contains(holder);
        assertThat(bench.downloads.holder("forged")).isEmpty();
        assertThat(bench.downloads.holder("url:123456")).isEmpty();
    }

    @Test
    void ofManyRangesTheFirstTheLastAndOneASecondAreSignals() {
        AtomicLong clock = new AtomicLong();
        Downloads downloads = downloads(clock, DownloadLimits.Rates.NONE);
        downloads.admit(token, at(0));
        for (int range = 1; range <= 200; range++) {
            clock.set(range * 7_500_000L);
            downloads.sending(key, () -> {}).ended(range * 5L, range == 200);
        }
        assertThat(bench.inbox.take(99))
                .containsExactly(
                        new Heard.Served(key, 5, false),
                        new Heard.Served(key, 135 * 5, false),
                        new Heard.Served(key, 1_000, true));
    }

    private Downloads downloads(AtomicLong clock, DownloadLimits.Rates rates) {
        return new Downloads(
                bench.store,
                Bench.tickets(),
                bench.turns::isShut,
                bench.inbox,
                new DownloadLimits(rates),
                clock::get);
    }

    private Admission admitIn(State state) {
        bench.store.write(
                tx -> {
                    Attempt before = tx.attempt(Bench.NAME, Samples.id(device)).orElseThrow();
                    tx.replace(before, before.in(state), Optional.empty());
                    return tx;
                });
        return bench.downloads.admit(token, at(0));
    }
}
