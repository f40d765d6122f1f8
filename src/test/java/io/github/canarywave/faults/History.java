package io.github.canarywave.faults;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One rig that lives through a plan, campaign after campaign, and is judged in the end. Confined to
 * one thread.
 */
final class History {
    /** Longest wait for a campaign once the faults are over. */
    private static final Duration CAMPAIGN = Duration.ofMinutes(20);

    /** Devices repeat what was not acknowledged; then nothing is on its way any more. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(60);

    /**
     * What came of it.
     *
     * @param faults how often each was injected
     * @param acknowledged reports that devices saw acknowledged
     */
    record Outcome(
            Map<String, Integer> faults,
            int campaigns,
            int acknowledged,
            List<Violation> violations,
            Figures figures) {}

    private final Rig rig;
    private final Releases releases;
    private final PrintStream out;
    private final Map<String, Integer> injected = new TreeMap<>();

    History(Rig rig, PrintStream out) {
        this.rig = rig;
        this.releases = new Releases(rig);
        this.out = out;
    }

    /** Lives through the plan, lets the last campaign end and judges. */
    Outcome live(Plan plan) {
        int number = 0;
        for (Step step : plan.steps()) {
            if (releases.over()) releases.startNext();
            Rig.pauseFor(step.before());
            harm(++number, step);
        }
        if (releases.campaigns().isEmpty()) releases.startNext();
        releases.awaitOver(CAMPAIGN);
        return judge();
    }

    private void harm(int number, Step step) {
        Fault fault = step.kind().fault();
        long start = System.nanoTime();
        fault.inject(rig, releases);
        Rig.pauseFor(step.hold());
        fault.undo(rig, releases);
        injected.merge(fault.name(), 1, Integer::sum);
        double seconds = (System.nanoTime() - start) / 1e9;
        out.printf("%3d %s: over after %.1f s, %s%n", number, step, seconds, standing());
        out.flush();
    }

    private String standing() {
        try {
            return releases.campaigns().getLast().version() + " " + releases.now().path("states");
        } catch (Api.Away e) {
            return "the server does not answer: " + e.getMessage();
        }
    }

    private Outcome judge() {
        awaitLastWords();
        Told told = Told.ask(rig, releases, rig.halts);
        Books books = rig.books();
        Ledger ledger = Ledger.read(rig.ledgers());
        if (rig.https.accepted() == 0)
            rig.complain("faults", "", "no download came through the link", "all should");
        if (!told.halts().isEmpty() && rig.api().counter("access_log_dropped") > 0)
            rig.complain("faults", "", "lines of the access log were dropped", "none");
        List<Violation> violations = new ArrayList<>(rig.complaints);
        violations.addAll(Oracle.judge(ledger, books, told, rig.access()));
        return new Outcome(
                Map.copyOf(injected),
                releases.campaigns().size(),
                ledger.all("ack").size(),
                List.copyOf(violations),
                Figures.of(rig, ledger, books));
    }

    /** Every device is online, and each report that was said is acknowledged. */
    private void awaitLastWords() {
        rig.awaitOnline();
        Rig.until(
                LAST_WORDS,
                "every report is acknowledged",
                () -> Ledger.read(rig.ledgers()).unacknowledged().isEmpty());
    }
}
