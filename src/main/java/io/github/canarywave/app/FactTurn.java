package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.fleet.Birth;
import io.github.canarywave.domain.fleet.BirthReading;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Report;
import io.github.canarywave.domain.fleet.WireState;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Fold;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.Signal;
import io.github.canarywave.domain.rollout.State;
import io.github.canarywave.domain.rollout.Verdict;
import io.github.canarywave.domain.rollout.Windows;

import java.time.Instant;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Folds what happened into state, within one transaction; nothing is wished for. */
final class FactTurn {
    /** Deadlines folded in one turn; more wait for the next. */
    static final int DUE_ROWS = 5_000;

    private static final String BIRTH_REJECTED = "birth-rejected";

    private final Store.Tx tx;
    private final Now now;
    private final Effects effects;
    private final Counters counters;
    private final Book book;
    private final Joining joining;
    private final Silence silence;
    private final Predicate<CommandId> isFirst;
    private final Set<CommandId> repeats = new LinkedHashSet<>();

    /**
     * @param isFirst whether a command has gone out once only, so that nobody can have heard it
     *     before
     */
    FactTurn(
            Store.Tx tx,
            Now now,
            Effects effects,
            Counters counters,
            Predicate<CommandId> isFirst) {
        this.isFirst = isFirst;
        this.tx = tx;
        this.now = now;
        this.effects = effects;
        this.counters = counters;
        this.book = new Book(tx, now, effects);
        this.joining = new Joining(tx, book, now);
        this.silence = new Silence(tx, book, now);
    }

    void fold(List<Heard> batch) {
        book.open(batch.stream().flatMap(heard -> heard.sender().stream()).distinct().toList());
        BitSet overtaken = Progress.overtaken(batch);
        for (int i = 0; i < batch.size(); i++) {
            if (!overtaken.get(i)) fold(batch.get(i));
            effects.receipts.add(batch.get(i).receipt());
        }
        counters.add("progress_overtaken", overtaken.cardinality());
    }

    private void fold(Heard heard) {
        switch (heard) {
            case Heard.Reported reported -> reported(reported);
            case Heard.Born born -> born(born);
            case Heard.Told told -> told(told);
            case Heard.Unreadable unreadable -> unreadable(unreadable);
            case Heard.Delivered delivered -> delivered(delivered);
            case Heard.Served served -> served(served);
        }
    }

    /** Folds the deadlines that have passed. */
    void deadlines() {
        for (Attempt due : tx.due(now.hearing(), DUE_ROWS)) deadline(due);
    }

    /** Folds one deadline that has passed. */
    void deadline(Attempt due) {
        Optional<State> later = waitingForWindow(due);
        if (later.isPresent()) {
            tx.replace(due, due.in(later.get()), Optional.empty());
            return;
        }
        String why =
                due.state() instanceof State.Probation p && p.healthy()
                        ? "its probation is over"
                        : "no word in time while " + due.state().word();
        if (due.state() instanceof State.Commanded)
            unreachable(due, new Signal.DeadlinePassed(now.hearing()), why);
        else if (!silence.excuses(due))
            book.fold(due, new Signal.DeadlinePassed(now.hearing()), why);
    }

    /** A device that waits for its window to open is not late. */
    private Optional<State> waitingForWindow(Attempt due) {
        Campaign campaign = book.rollout(due.rollout()).campaign();
        Device device = book.device(due.device()).orElseThrow();
        return new Windows(campaign.window(), now.time())
                .postponed(due.state(), device, campaign.device().timeouts().download());
    }

    /** Writes what is left to write. */
    void close() {
        publishRepeats();
        book.close();
    }

    private void reported(Heard.Reported heard) {
        Report report = heard.report();
        Optional<Device> device = spoke(heard.device());
        if (device.isEmpty()) return;
        Optional<Attempt> named =
                tx.attemptOf(report.id()).filter(a -> a.device().equals(heard.device()));
        if (named.isPresent() && lacksBirth(device.get(), named.get(), report)) {
            askForBirth(named.get(), report);
            return;
        }
        if (named.isEmpty()) ofUnknownCommand(device.get(), report);
        else if (isNew(heard.device(), report)) said(device.get(), named.get(), report);
    }

    /** Acknowledged, so that the device drops it, but not remembered: anybody can make up ids. */
    private void ofUnknownCommand(Device device, Report report) {
        report.seq()
                .ifPresent(
                        seq ->
                                effects.acks.add(
                                        new Effects.Ack(device.id(), report.session(), seq)));
        ignore(device, "reports_of_unknown_command");
    }

    /** Remembers a numbered report, which is then acknowledged; whether it says something new. */
    private boolean isNew(DeviceId device, Report report) {
        if (report.seq().isEmpty()) return true;
        long seq = report.seq().getAsLong();
        effects.acks.add(new Effects.Ack(device, report.session(), seq));
        Store.Repeat known = tx.remember(device, report.session(), seq, report.digest());
        counters.count(
                switch (known) {
                    case NEW -> "reports_new";
                    case SAME -> "reports_repeated";
                    case OTHER_BYTES -> "reports_number_reused";
                });
        return known != Store.Repeat.SAME;
    }

    /** It says that it is healthy, and its birth with the wanted image has not reached us. */
    private boolean lacksBirth(Device device, Attempt named, Report report) {
        if (report.state() != WireState.CONFIRMED || runsWanted(device, named)) return false;
        Attempt counting = tx.attempt(named.rollout(), device.id()).orElseThrow();
        return counting.number() == named.number() && counting.state() instanceof State.Active;
    }

    /**
     * A birth can get lost in a broker's burst, and nobody repeats it. The report is not
     * acknowledged, so it comes again, and each time the command's repeat makes the device say its
     * birth again.
     */
    private void askForBirth(Attempt named, Report report) {
        counters.count("births_asked_for");
        Fold.Result result = book.fold(named, signal(report, false), why(report));
        repeat(result.current());
    }

    private boolean runsWanted(Device device, Attempt attempt) {
        return device.running()
                .filter(book.rollout(attempt.rollout()).wantedBy(device)::isRunBy)
                .isPresent();
    }

    private void said(Device device, Attempt named, Report report) {
        Attempt counting = tx.attempt(named.rollout(), device.id()).orElseThrow();
        Signal signal = signal(report, runsWanted(device, named));
        if (named.number() == counting.number()) {
            stayed(book.fold(counting, signal, why(report)));
        } else if (signal instanceof Signal.SaidConfirmed) {
            // Success belongs to the device: an earlier attempt may succeed late.
            stayed(book.fold(counting, signal, "attempt " + named.number() + " succeeded late"));
        } else {
            counters.count("reports_of_earlier_attempt");
            report.code().filter(Code::counted).ifPresent(_ -> book.fix(named, Verdict.BAD));
        }
    }

    private static String why(Report report) {
        String code = report.code().map(Code::word).orElse("");
        return report.detail().map(detail -> code + " \"" + detail + "\"").orElse(code);
    }

    private Signal signal(Report report, boolean runsWanted) {
        Instant at = now.hearing();
        return switch (report.state()) {
            case ACCEPTED -> new Signal.SaidAccepted(at);
            case DOWNLOADING -> new Signal.SaidDownloading(at, report.bytes());
            case INSTALLING -> new Signal.SaidInstalling(at);
            case REBOOTING -> new Signal.SaidRebooting(at);
            case PROBATION -> new Signal.SaidProbation(at);
            case CONFIRMED -> new Signal.SaidConfirmed(at, runsWanted);
            case ROLLED_BACK -> new Signal.SaidRolledBack(at, code(report));
            case FAILED -> new Signal.SaidFailed(at, code(report));
            case REFUSED -> new Signal.SaidRefused(at, code(report));
        };
    }

    private static Code code(Report report) {
        return report.code()
                .orElseThrow(() -> new IllegalStateException("the codec asks for a code"));
    }

    private void born(Heard.Born heard) {
        Optional<Device> known = book.device(heard.device());
        if (known.isEmpty()) {
            counters.count("messages_of_unknown_device");
            return;
        }
        BirthReading reading =
                heard.kept()
                        ? known.get().leftBehind(heard.birth())
                        : known.get().born(heard.birth(), now.hearing());
        book.put(reading.device());
        switch (reading) {
            case BirthReading.Present present -> {
                present(present, heard);
                joining.offer(book.device(heard.device()).orElseThrow());
            }
            case BirthReading.Known _ -> counters.count("births_kept_known");
            case BirthReading.Late _ -> counters.count("births_late");
            case BirthReading.Rejected(_, var why) -> {
                counters.count("births_rejected");
                rejected(heard.device(), why);
            }
        }
    }

    /** Shown once, however often the device says it: what it makes us store has an end. */
    private void rejected(DeviceId device, String why) {
        Fact fact =
                new Fact(now.wall(), Optional.empty(), Optional.of(device), 0, BIRTH_REJECTED, why);
        boolean shown =
                tx.deviceFacts(device, 1).stream()
                        .anyMatch(last -> last.what().equals(BIRTH_REJECTED));
        if (!shown) tx.add(fact);
    }

    private void present(BirthReading.Present present, Heard.Born heard) {
        counters.count(heard.kept() ? "births_kept" : "births");
        Birth birth = heard.birth();
        Device device = present.device();
        for (Attempt attempt : tx.openAttempts(device.id())) {
            Optional<Birth.Standing> standing =
                    birth.command()
                            .filter(s -> attempt.command().filter(s.id()::equals).isPresent());
            Signal signal =
                    new Signal.Born(
                            now.hearing(),
                            book.rollout(attempt.rollout())
                                    .wantedBy(device)
                                    .isRunBy(birth.running()),
                            present.rebooted(),
                            present.mayEnd(),
                            standing,
                            birth.bootReason());
            Fold.Result result = book.fold(attempt, signal, why(birth, standing));
            if (!result.moved()) lookAgain(result.current());
            effects.touched.add(attempt.rollout());
            boolean asks = standing.isEmpty() && !heard.kept();
            if (asks && result.current().state() instanceof State.Starting)
                repeat(result.current());
        }
    }

    /**
     * Who was put off for what it said of itself is looked at as soon as it speaks again. A first
     * attempt waits for nothing else.
     */
    private void lookAgain(Attempt attempt) {
        if (attempt.number() == 1
                && attempt.state() instanceof State.Queued(var notBefore, var deadline)
                && notBefore.isAfter(now.hearing()))
            tx.replace(
                    attempt,
                    attempt.in(new State.Queued(Instant.EPOCH, deadline)),
                    Optional.empty());
    }

    /** The device shall get the same bytes again, if that is still so when all has been folded. */
    private void repeat(Attempt attempt) {
        attempt.command().ifPresent(repeats::add);
    }

    private void publishRepeats() {
        for (CommandId id : repeats) {
            Attempt named = tx.attemptOf(id).orElseThrow();
            RolloutState rollout = book.rollout(named.rollout()).state();
            boolean goesOn =
                    rollout instanceof RolloutState.Running
                            || rollout instanceof RolloutState.Paused;
            if (goesOn && named.state() instanceof State.Active)
                tx.command(id)
                        .filter(command -> command.expires().isAfter(now.wall()))
                        .map(command -> begun(named) ? command.atAnyTime() : command)
                        .ifPresent(effects.publish::add);
        }
    }

    /** Its repeat is a question and begins nothing, so it needs no window. */
    private static boolean begun(Attempt attempt) {
        return attempt.state() instanceof State.Applying;
    }

    private static String why(Birth birth, Optional<Birth.Standing> standing) {
        String runs = "runs " + birth.running().version();
        return standing.flatMap(Birth.Standing::code)
                .map(code -> code.word() + ", " + runs)
                .orElse(runs);
    }

    private void told(Heard.Told heard) {
        Optional<Device> device = book.device(heard.device());
        device.ifPresent(d -> book.put(d.told(heard.notice(), now.hearing())));
        counters.count(device.isPresent() ? "online_notices" : "messages_of_unknown_device");
        device.flatMap(Device::busy).ifPresent(effects.touched::add);
    }

    private void unreadable(Heard.Unreadable heard) {
        counters.count("messages_unreadable");
        Optional<Device> device = spoke(heard.device());
        if (device.isEmpty()) return;
        ignore(device.get(), "messages_unreadable_" + heard.reason());
        // Acknowledged although of no effect, so that the device drops it.
        heard.key()
                .ifPresent(
                        key ->
                                effects.acks.add(
                                        new Effects.Ack(heard.device(), key.session(), key.seq())));
    }

    private void delivered(Heard.Delivered heard) {
        tx.sent(heard.command(), heard.withdrawal());
        boolean firstTime = isFirst.test(heard.command());
        if (heard.somebodyListens() || heard.withdrawal()) return;
        counters.count("commands_nobody_listened");
        Optional<Attempt> named = tx.attemptOf(heard.command());
        if (named.isEmpty()) return;
        Attempt counting = tx.attempt(named.get().rollout(), named.get().device()).orElseThrow();
        if (counting.number() != named.get().number()) return;
        if (firstTime)
            unreachable(
                    counting, new Signal.NobodyListens(now.hearing()), "nobody listened for it");
        // It may have the command from before a restart of ours, and be at work.
        else book.device(counting.device()).map(Device::offline).ifPresent(book::put);
    }

    private void served(Heard.Served heard) {
        Optional<Attempt> named = tx.attemptOfKey(heard.attemptKey());
        if (named.isEmpty()) return;
        Attempt counting = tx.attempt(named.get().rollout(), named.get().device()).orElseThrow();
        if (counting.number() == named.get().number())
            stayed(
                    book.fold(
                            counting,
                            new Signal.Served(now.hearing(), heard.upTo(), heard.last()),
                            why(heard)));
    }

    private static String why(Heard.Served heard) {
        if (!heard.last()) return "first bytes were served";
        return "its last byte was served" + (heard.how().isEmpty() ? "" : ": " + heard.how());
    }

    /**
     * A device that did not answer a command counts as offline until it speaks, unless it has
     * spoken since the command was stored.
     */
    private void unreachable(Attempt attempt, Signal signal, String why) {
        Fold.Result result = book.fold(attempt, signal, why);
        if (!result.moved()) return;
        Instant stored =
                attempt.state()
                        .deadline()
                        .minus(
                                book.rollout(attempt.rollout())
                                        .campaign()
                                        .device()
                                        .timeouts()
                                        .accept());
        Device device = book.device(attempt.device()).orElseThrow();
        boolean spokeSince =
                signal instanceof Signal.NobodyListens && device.heard().isAfter(stored);
        if (!spokeSince) book.put(device.offline());
    }

    /** Any message marks its device online. */
    private Optional<Device> spoke(DeviceId id) {
        Optional<Device> device = book.device(id).map(d -> d.heardAt(now.hearing()));
        device.ifPresentOrElse(book::put, () -> counters.count("messages_of_unknown_device"));
        return device;
    }

    private void ignore(Device device, String what) {
        counters.count(what);
        book.put(device.ignoring());
    }

    private void stayed(Fold.Result result) {
        if (!result.moved()) counters.count("signals_of_no_effect");
    }
}
