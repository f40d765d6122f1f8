package io.github.canarywave.adapter.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Follows a rollout to its goal, through restarts of the server. Confined to one thread. */
final class Watcher {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final OperatorClient client;
    private final String campaign;
    private final StatusView view;
    private final Goal goal;
    private final Optional<Long> endNanos;
    private Duration pause = FIRST_PAUSE;
    private final PastEvents past = new PastEvents();
    private OptionalLong place = OptionalLong.empty();
    private Tree last = Tree.empty();

    /**
     * @param patience how long to watch at most; empty: until Ctrl+C
     */
    Watcher(
            OperatorClient client,
            String campaign,
            StatusView view,
            Goal goal,
            Optional<Duration> patience) {
        this.client = client;
        this.campaign = campaign;
        this.view = view;
        this.goal = goal;
        this.endNanos = patience.map(p -> System.nanoTime() + p.toNanos());
    }

    /** Follows; the exit code. */
    int run() {
        try {
            OptionalInt exit = follow();
            while (exit.isEmpty()) exit = followAgain();
            return exit.getAsInt();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Exit.INTERRUPTED;
        }
    }

    private OptionalInt followAgain() throws InterruptedException {
        if (left().isZero()) return timeout();
        Thread.sleep(shorter(pause, left()));
        pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
        try {
            return follow();
        } catch (Unreachable _) {
            return OptionalInt.empty();
        }
    }

    /** Reads one connection to its end; empty when it was lost. */
    private OptionalInt follow() throws InterruptedException {
        try (EventStream events = client.events(campaign, place)) {
            while (!left().isZero())
                switch (events.next(shorter(TICK, left()))) {
                    case EventStream.Next.Told told -> {
                        OptionalInt exit = take(told);
                        if (exit.isPresent()) return exit;
                    }
                    case EventStream.Next.Silence() -> view.tick();
                    case EventStream.Next.Ended(String why) -> {
                        view.note("connection lost (" + Words.harmless(why) + "), trying again");
                        return OptionalInt.empty();
                    }
                }
            return timeout();
        }
    }

    private OptionalInt take(EventStream.Next.Told told) {
        pause = FIRST_PAUSE;
        if (told.place().isPresent()) place = told.place();
        view.told(told.event(), told.data());
        switch (told.event()) {
            case "history" -> told.data().list("events").forEach(past::add);
            case "event" -> past.add(told.data());
            case "state" -> {
                return take(past.in(told.data()));
            }
            default -> {
                // For pages and programs.
            }
        }
        return OptionalInt.empty();
    }

    private OptionalInt take(Tree status) {
        last = status;
        goal.misfit(status)
                .ifPresent(
                        why -> {
                            throw new Failure(Exit.USAGE, campaign + " " + why);
                        });
        OptionalInt exit = goal.reached(status);
        if (exit.isPresent()) view.end(status);
        else view.show(status);
        return exit;
    }

    private OptionalInt timeout() {
        String state = last.text("state");
        view.note(
                "time is up; "
                        + campaign
                        + (state.isEmpty() ? " was not seen" : " is " + state)
                        + ". It goes on without us.");
        return OptionalInt.of(Exit.TIMEOUT);
    }

    private Duration left() {
        return endNanos.map(end -> Duration.ofNanos(Math.max(0, end - System.nanoTime())))
                .orElse(Duration.ofDays(1));
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
