package io.github.canarywave.faults;

import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.faults.Ledger.Note;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares what devices saw with what the server stored and says. Everything is recomputed here;
 * nothing of the product is asked. Confined to one thread.
 */
final class Oracle {
    private static final List<String> PAST =
            List.of("Accepted", "Downloading", "Installing", "Rebooting", "Probation", "Confirmed");

    /** What a device may have said of the attempt's end before an older report came through. */
    private static final List<String> SAID_ENDS = List.of("Failed", "Refused", "RolledBack");

    /** What a report must have left behind: a fact of this state or of a later one. */
    private static final Map<String, Set<String>> LEFT =
            Map.of(
                    "accepted", orWithdrawn(pastOrEnded(0)),
                    "installing", pastOrEnded(2),
                    "confirmed", Set.of("Confirmed"),
                    "rolled-back", Set.of("RolledBack"),
                    "failed", Set.of("Failed"));

    private final Ledger ledger;
    private final Books books;
    private final Told told;
    private final List<Violation> violations = new ArrayList<>();
    private final Map<String, Books.Command> commands = new HashMap<>();

    private Oracle(Ledger ledger, Books books, Told told) {
        this.ledger = ledger;
        this.books = books;
        this.told = told;
        for (Books.Command command : books.commands())
            if (!command.withdraws()) commands.put(command.id(), command);
    }

    /** Every violation there is; none when all promises were kept. */
    static List<Violation> judge(Ledger ledger, Books books, Told told, Access access) {
        Oracle oracle = new Oracle(ledger, books, told);
        oracle.acknowledgedReportsAreStored();
        oracle.acknowledgedReportsLeftTheirFact();
        oracle.repeatsAreTheSameBytes();
        oracle.nothingStartsTwice();
        oracle.wavesNeverChange();
        oracle.nobodyIsBlamed();
        oracle.everyDeviceEndsAsExpected();
        oracle.apiSaysWhatIsStored();
        oracle.violations.addAll(WindowCheck.of(books));
        oracle.violations.addAll(HaltCheck.of(ledger, books, told, access));
        return List.copyOf(oracle.violations);
    }

    private void wrong(String promise, Note note, String subject, String stored) {
        String seen = note.event() + " " + note.text();
        violations.add(new Violation(promise, note.device(), subject, note.atMs(), seen, stored));
    }

    private void wrong(String promise, String device, String subject, String seen, String stored) {
        violations.add(new Violation(promise, device, subject, 0, seen, stored));
    }

    // ---- P1

    private record Numbered(String device, String key) {}

    private Map<Numbered, Note> reported() {
        Map<Numbered, Note> said = new HashMap<>();
        for (Note note : ledger.all("report"))
            said.putIfAbsent(new Numbered(note.device(), note.word(0)), note);
        return said;
    }

    private static Set<String> pastOrEnded(int from) {
        Set<String> left = new HashSet<>(PAST.subList(from, PAST.size()));
        left.addAll(SAID_ENDS);
        return Set.copyOf(left);
    }

    /** An attempt that was taken back before its device said so much stays taken back. */
    private static Set<String> orWithdrawn(Set<String> left) {
        Set<String> all = new HashSet<>(left);
        all.add("Withdrawn");
        return Set.copyOf(all);
    }

    /** P1: what a device was told to be on disk is in the store, with these bytes. */
    private void acknowledgedReportsAreStored() {
        Map<Numbered, Set<String>> stored = new HashMap<>();
        for (Books.Report report : books.reports())
            stored.computeIfAbsent(
                            new Numbered(report.device(), report.session() + "/" + report.seq()),
                            _ -> new HashSet<>())
                    .add(report.digest());
        Map<Numbered, Note> said = reported();
        for (Note ack : ledger.all("ack")) {
            Numbered key = new Numbered(ack.device(), ack.text());
            Note report = said.get(key);
            if (report == null) wrong("P1", ack, ack.text(), "acknowledged, and never said");
            else if (!stored.getOrDefault(key, Set.of()).contains(report.digest()))
                wrong("P1", report, ack.text(), "acknowledged, and not stored: " + stored.get(key));
        }
    }

    /** P1: and it counted for the attempt that it speaks of. */
    private void acknowledgedReportsLeftTheirFact() {
        Map<Numbered, Note> said = reported();
        Map<String, Set<String>> facts = factsByAttempt();
        for (Note ack : ledger.all("ack")) {
            Note report = said.get(new Numbered(ack.device(), ack.text()));
            if (report == null) continue;
            Books.Command command = commands.get(report.command());
            if (command == null) continue; // Another check tells of it.
            Set<String> left = facts.getOrDefault(attempt(command), Set.of());
            Set<String> wanted = LEFT.getOrDefault(report.word(1), Set.of());
            if (!wanted.isEmpty() && wanted.stream().noneMatch(left::contains))
                wrong("P1", report, attempt(command), "acknowledged, and left only " + left);
        }
    }

    private static String attempt(Books.Command command) {
        return command.rollout() + "/" + command.device() + "/" + command.attempt();
    }

    private Map<String, Set<String>> factsByAttempt() {
        Map<String, Set<String>> facts = new HashMap<>();
        for (Books.Fact fact : books.facts())
            facts.computeIfAbsent(
                            fact.rollout() + "/" + fact.device() + "/" + fact.attempt(),
                            _ -> new TreeSet<>())
                    .add(fact.what());
        return facts;
    }

    // ---- P2

    /** P2: every command heard is stored, with the same bytes, and an attempt has one id. */
    private void repeatsAreTheSameBytes() {
        Map<String, String> stored = new HashMap<>();
        Map<String, String> ids = new HashMap<>();
        for (Books.Command command : books.commands()) {
            stored.put(
                    (command.withdraws() ? "withdrawal " : "update ") + command.id(),
                    command.digest());
            if (command.withdraws()) continue;
            String other = ids.put(attempt(command), command.id());
            if (other != null)
                wrong(
                        "P2",
                        command.device(),
                        attempt(command),
                        "-",
                        other + " and " + command.id());
        }
        for (Note note : ledger.all("command")) {
            String digest = stored.get(note.word(0) + " " + note.command());
            if (digest == null) wrong("P2", note, note.command(), "not stored");
            else if (!digest.equals(note.digest()))
                wrong("P2", note, note.command(), "stored with sha256 " + digest);
        }
    }

    /** P2: a repeat starts nothing. */
    private void nothingStartsTwice() {
        for (String what : List.of("accepted", "installed", "confirmed")) {
            Map<String, Note> first = new HashMap<>();
            for (Note note : ledger.all(what)) {
                Note before = first.putIfAbsent(note.device() + " " + note.command(), note);
                if (before != null)
                    wrong("P2", note, note.command(), what + " before, at " + before.atMs());
            }
        }
    }

    // ---- P3

    /** P3: the canary is who it was; the campaign went on to its end by itself. */
    private void wavesNeverChange() {
        for (Told.Campaign campaign : told.campaigns()) {
            Set<String> all = new TreeSet<>(campaign.waves().keySet());
            all.addAll(campaign.wavesNow().keySet());
            for (String device : all) {
                String was = campaign.waves().getOrDefault(device, "none");
                String is = campaign.wavesNow().getOrDefault(device, "none");
                if (!was.equals(is))
                    wrong("P3", device, campaign.name(), "wave " + was + " at first", "wave " + is);
            }
            if (!campaign.state().equals("Done"))
                wrong("P3", "", campaign.name(), "nobody stopped it", "it is " + campaign.state());
        }
    }

    // ---- P8

    /** P8: what we did to the links and to the server is no fault of the firmware. */
    private void nobodyIsBlamed() {
        for (Books.Attempt attempt : books.attempts())
            if (attempt.burned() || Set.of("Lost", "RolledBack").contains(attempt.state()))
                wrong(
                        "P8",
                        attempt.device(),
                        attempt.rollout() + "/" + attempt.number(),
                        "good firmware",
                        attempt.state()
                                + " "
                                + attempt.code()
                                + (attempt.burned() ? ", burned" : ""));
        for (Books.Verdict verdict : books.verdicts())
            if (verdict.verdict().equals("BAD"))
                wrong("P8", verdict.device(), verdict.rollout(), "good firmware", "counted as bad");
        for (Books.Fact fact : books.facts())
            if (Set.of("halted", "paused").contains(fact.what()) && !byAPerson(fact))
                wrong(
                        "P8",
                        "",
                        fact.rollout(),
                        "no person did it",
                        fact.what() + ": " + fact.why());
    }

    /** Another stop of the same campaign, by a gate or at another time, is no person's. */
    private boolean byAPerson(Books.Fact fact) {
        return told.halts().stream().anyMatch(halt -> HaltCheck.explains(halt, fact));
    }

    // ---- the end

    private void everyDeviceEndsAsExpected() {
        Map<String, Note> births = new HashMap<>();
        for (Note note : ledger.all("birth")) births.put(note.device(), note);
        Set<String> confirmed = new HashSet<>();
        for (Note note : ledger.all("confirmed")) confirmed.add(note.device() + " " + note.text());
        Map<String, Books.Rollout> rollouts = new HashMap<>();
        for (Books.Rollout rollout : books.rollouts()) rollouts.put(rollout.name(), rollout);
        for (Books.Attempt attempt : books.attempts()) {
            Books.Rollout rollout = rollouts.get(attempt.rollout());
            if (!attempt.counting() || rollout == null) continue;
            boolean says = attempt.state().equals("Confirmed");
            boolean did = confirmed.contains(attempt.device() + " " + rollout.version());
            String subject = attempt.rollout() + "/" + attempt.number();
            if (!says || !did)
                wrong(
                        "P9",
                        attempt.device(),
                        subject,
                        did ? "confirmed " + rollout.version() : "never confirmed",
                        attempt.state() + " " + attempt.code());
        }
        runsTheLastRelease(births);
    }

    /** P10: what runs is byte for byte the release: its image tells so. */
    private void runsTheLastRelease(Map<String, Note> births) {
        if (books.rollouts().isEmpty()) return;
        Books.Rollout last = books.rollouts().getLast();
        for (Books.Device device : books.devices()) {
            Note birth = births.get(device.id());
            if (birth == null) continue; // A stranger of ours.
            String image = Sha256.ofBase64Url(birth.word(1)).hex();
            if (!birth.word(0).equals(last.version()) || !image.equals(last.image()))
                wrong("P10", birth, last.name(), "release has image " + last.image());
            if (!device.version().equals(birth.word(0)) || !device.image().equals(image))
                wrong(
                        "P9",
                        birth,
                        last.name(),
                        "stored: " + device.version() + " " + device.image());
        }
        for (Note note : ledger.all("failed"))
            if (note.text().endsWith("mismatch")) wrong("P10", note, note.command(), "served");
    }

    private void apiSaysWhatIsStored() {
        Map<String, Map<String, Integer>> sums = new HashMap<>();
        for (Books.Attempt attempt : books.attempts()) {
            if (!attempt.counting()) continue;
            sums.computeIfAbsent(attempt.rollout(), _ -> new HashMap<>())
                    .merge(attempt.state(), 1, Integer::sum);
            Told.Device device = told.devices().get(attempt.device());
            String says = device == null ? "none" : device.states().get(attempt.rollout());
            if (!attempt.state().equals(says))
                wrong(
                        "P9",
                        attempt.device(),
                        attempt.rollout(),
                        "API says " + says,
                        attempt.state());
        }
        for (Told.Campaign campaign : told.campaigns())
            if (!campaign.states().equals(sums.get(campaign.name())))
                wrong(
                        "P9",
                        "",
                        campaign.name(),
                        "API counts " + campaign.states(),
                        "attempts are " + sums.get(campaign.name()));
    }
}
