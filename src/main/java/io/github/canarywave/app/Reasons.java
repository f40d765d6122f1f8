package io.github.canarywave.app;

import io.github.canarywave.app.Operations.CohortExplanation;
import io.github.canarywave.app.Operations.Reason;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Candidate;
import io.github.canarywave.domain.rollout.Condition;
import io.github.canarywave.domain.rollout.Deciding;
import io.github.canarywave.domain.rollout.Eligibility;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.States;
import io.github.canarywave.domain.rollout.Tally;
import io.github.canarywave.domain.rollout.View;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The reasons of a whole cohort, counted. What no device can change alone is counted by the tally;
 * only queued devices of open waves are looked at one by one, a page in a reading of its own, so
 * that nobody waits for it.
 */
final class Reasons {
    private static final int PAGE_ROWS = 5_000;
    private static final int EXAMPLES = 3;

    private final Store store;
    private final Rollout rollout;
    private final Now now;
    private final Optional<String> mute;
    private final Map<String, Counted> counted = new LinkedHashMap<>();

    /** One reason while it is counted. */
    private static final class Counted {
        final String condition;
        final String example;
        final List<DeviceId> devices = new ArrayList<>();
        long count;

        Counted(String condition, String example) {
            this.condition = condition;
            this.example = example;
        }

        void add(long more, List<DeviceId> some) {
            count += more;
            for (DeviceId device : some) if (devices.size() < EXAMPLES) devices.add(device);
        }
    }

    Reasons(Store store, Rollout rollout, Now now, Optional<String> mute) {
        this.store = store;
        this.rollout = rollout;
        this.now = now;
        this.mute = mute;
    }

    CohortExplanation all() {
        Tally tally = store.read(reads -> reads.tally(rollout.name()));
        for (String state : States.ACTIVE) active(tally, state);
        if (rollout.running()) pages();
        else notRunning(tally);
        if (rollout.running()) notOpen(tally);
        return new CohortExplanation(
                rollout.name(), rollout.cohort(), waits(), sorted(), ended(tally));
    }

    private void active(Tally tally, String state) {
        long count = tally.in(state);
        if (count > 0)
            counted("between-command-and-outcome", "it is " + state)
                    .add(
                            count,
                            ids(store.read(r -> r.attemptsIn(rollout.name(), Set.of(state), 3))));
    }

    private void notRunning(Tally tally) {
        String value = "rollout is " + rollout.state().word() + ": " + rollout.reason();
        queued("rollout-running", value, tally.in("Queued"), 0, rollout.cohort());
    }

    private void notOpen(Tally tally) {
        for (int i = rollout.openWave() + 1; i < rollout.campaign().waves().size(); i++)
            queued(
                    "wave-open",
                    "wave " + rollout.wave(i).name() + " is not open",
                    tally.in(i, "Queued"),
                    rollout.span(i).from(),
                    rollout.span(i).to());
    }

    private void queued(String condition, String value, long count, int from, int to) {
        if (count == 0) return;
        List<Attempt> some = store.read(reads -> reads.queued(rollout.name(), from, to, EXAMPLES));
        counted(condition, value).add(count, ids(some));
    }

    private void pages() {
        int from = 0;
        while (from < rollout.openEnd()) {
            int first = from;
            List<Attempt> page = store.read(reads -> page(reads, first));
            if (page.size() < PAGE_ROWS) return;
            from = page.getLast().position() + 1;
        }
    }

    private List<Attempt> page(Store.Reads reads, int from) {
        List<Attempt> page = reads.queued(rollout.name(), from, rollout.openEnd(), PAGE_ROWS);
        Map<DeviceId, Device> devices = reads.devices(ids(page));
        for (Attempt attempt : page) {
            Device device = devices.get(attempt.device());
            if (device != null) count(new Candidate(device, attempt));
        }
        return page;
    }

    private void count(Candidate candidate) {
        Optional<Condition> obstacle = Eligibility.obstacle(candidate, rollout, now.time());
        String name = obstacle.map(Condition::name).orElse("eligible");
        String value = obstacle.map(Condition::value).orElse("may go, waits for the rollout");
        counted(name, value).add(1, List.of(candidate.device().id()));
    }

    /** Reasons that differ in their numbers alone are one. */
    private Counted counted(String condition, String value) {
        String kind = condition + " " + value.replaceAll("\\d+", "#");
        return counted.computeIfAbsent(kind, _ -> new Counted(condition, value));
    }

    private static List<DeviceId> ids(List<Attempt> attempts) {
        return attempts.stream().map(Attempt::device).toList();
    }

    private String waits() {
        return store.read(
                reads -> {
                    View view = Views.of(reads, rollout, now, mute);
                    String why = Deciding.decide(view, now.time()).getLast().why();
                    return Statuses.of(reads, rollout, now)
                            .rollback()
                            .map(back -> why + "; rollback: " + back.text())
                            .orElse(why);
                });
    }

    private List<Reason> sorted() {
        return counted.values().stream()
                .map(c -> new Reason(c.condition, c.example, c.count, List.copyOf(c.devices)))
                .sorted(Comparator.comparingLong(Reason::count).reversed())
                .toList();
    }

    private static long ended(Tally tally) {
        return States.ENDED.stream().mapToLong(tally::in).sum();
    }
}
