package io.github.canarywave.faults;

import io.github.canarywave.faults.Ledger.Note;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * P5: from the acknowledgement of a halt on nothing is handed over and no withdrawn attempt begins
 * its download. Time excuses nothing: a command that is heard later was in the broker's hands
 * before, so the halt must have listed it. Confined to one thread.
 */
final class HaltCheck {
    /** A turn that was under way when the halt was asked for has an earlier time. */
    private static final long TURN_MS = 1_000;

    private final Told.Halt halt;
    private final Books books;
    private final Map<String, Books.Command> commands = new HashMap<>();

    /** Device and number of each attempt that this halt took back. */
    private final Set<String> withdrawn = new HashSet<>();

    private final List<Violation> violations = new ArrayList<>();

    private HaltCheck(Told.Halt halt, Books books) {
        this.halt = halt;
        this.books = books;
        for (Books.Command command : books.commands())
            if (!command.withdraws() && command.rollout().equals(halt.campaign()))
                commands.put(command.id(), command);
    }

    static List<Violation> of(Ledger ledger, Books books, Told told, Access access) {
        List<Violation> all = new ArrayList<>();
        List<Note> late = firstHeard(ledger);
        for (Told.Halt halt : told.halts()) {
            HaltCheck check = new HaltCheck(halt, books);
            check.stored();
            check.handedOver();
            late.forEach(check::heard);
            check.downloads(ledger, access);
            all.addAll(check.violations);
        }
        return all;
    }

    /** Each update when its device heard it for the first time. */
    static List<Note> firstHeard(Ledger ledger) {
        Set<String> heard = new HashSet<>();
        return ledger.all("command").stream()
                .filter(note -> note.word(0).equals("update") && heard.add(note.command()))
                .toList();
    }

    /** Whether a person's halt explains this fact. */
    static boolean explains(Told.Halt halt, Books.Fact fact) {
        return fact.what().equals("halted")
                && fact.rollout().equals(halt.campaign())
                && fact.why().contains(Halt.WHY)
                && fact.atMs() >= halt.askedMs() - TURN_MS
                && fact.atMs() <= halt.resumedMs();
    }

    /** Nothing is commanded between the facts of the halt and of its end. */
    private void stored() {
        boolean halted = false;
        for (Books.Fact fact : books.facts()) {
            if (!fact.rollout().equals(halt.campaign())) continue;
            if (explains(halt, fact)) halted = true;
            if (halted && fact.what().equals("Commanded"))
                wrong(fact.device(), fact.atMs(), "halted", "commanded: " + fact.why());
            if (halted && fact.what().equals("Withdrawn"))
                withdrawn.add(attempt(fact.device(), fact.attempt()));
            if (fact.what().equals("resumed")) halted = false;
        }
    }

    private static String attempt(String device, int number) {
        return device + "/" + number;
    }

    private void handedOver() {
        if (halt.handedOver() > 0)
            wrong(
                    "",
                    halt.acknowledgedMs(),
                    halt.handedOver() + " commands handed over until the resume",
                    "none after the acknowledgement");
    }

    private boolean within(long ms) {
        return ms > halt.acknowledgedMs() && ms < halt.resumedMs();
    }

    private void heard(Note note) {
        Books.Command command = commands.get(note.command());
        if (command == null || !within(note.atMs())) return;
        boolean listed =
                withdrawn.contains(attempt(command.device(), command.attempt()))
                        || halt.mayStillInstall().contains(command.device());
        if (!listed) wrong(note.device(), note.atMs(), note.event(), "not listed by the halt");
    }

    /** What was withdrawn gets no answer with bytes from the acknowledgement on, ever. */
    private void downloads(Ledger ledger, Access access) {
        Set<String> before = new HashSet<>();
        for (Access.Request request : access.requests()) {
            String attempt = attempt(request.device(), request.attempt());
            if (!request.campaign().equals(halt.campaign()) || !withdrawn.contains(attempt))
                continue;
            if (!request.brings()) continue;
            if (request.startMs() > halt.acknowledgedMs())
                wrong(
                        request.device(),
                        request.startMs(),
                        "asked for attempt " + request.attempt(),
                        "answered with " + request.status());
            else before.add(attempt);
        }
        for (Note note : ledger.all("bytes")) {
            Books.Command command = commands.get(note.command());
            if (command == null || note.atMs() <= halt.acknowledgedMs()) continue;
            String attempt = attempt(command.device(), command.attempt());
            if (withdrawn.contains(attempt) && !before.contains(attempt))
                wrong(note.device(), note.atMs(), note.text(), "no request before");
        }
    }

    private void wrong(String device, long atMs, String seen, String stored) {
        violations.add(
                new Violation(
                        "P5",
                        device,
                        halt.campaign(),
                        atMs,
                        seen,
                        stored + "; halt acknowledged at " + halt.acknowledgedMs()));
    }
}
