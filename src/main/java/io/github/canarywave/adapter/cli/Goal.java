package io.github.canarywave.adapter.cli;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Until when a rollout is watched. */
sealed interface Goal {
    /** Until the rollout is over. */
    record Done() implements Goal {}

    /** Until this wave has passed. */
    record Wave(String name) implements Goal {
        private OptionalInt passed(Tree status) {
            boolean passed =
                    status.list("waves").stream()
                            .filter(w -> w.text("name").equals(name))
                            .map(w -> w.text("state"))
                            .anyMatch(s -> s.equals("passed") || s.equals("done"));
            return passed ? OptionalInt.of(Exit.DONE) : OptionalInt.empty();
        }
    }

    /** Reads {@code done} or {@code wave=NAME}. */
    static Goal parse(String text) {
        if (text.equals("done")) return new Done();
        if (text.startsWith("wave=") && text.length() > 5) return new Wave(text.substring(5));
        throw new IllegalArgumentException("must be done or wave=NAME, got \"" + text + "\"");
    }

    /** The exit code when there is nothing more to wait for; empty: go on. */
    default OptionalInt reached(Tree status) {
        boolean settled = status.number("inFlight") == 0;
        return switch (status.text("state")) {
            case "Done" -> OptionalInt.of(Exit.DONE);
            case "Aborted" -> OptionalInt.of(Exit.HALTED);
            case "Halted" -> settled ? OptionalInt.of(Exit.HALTED) : OptionalInt.empty();
            default -> this instanceof Wave w ? w.passed(status) : OptionalInt.empty();
        };
    }

    /** Why the goal can never be reached; empty: it can. */
    default Optional<String> misfit(Tree status) {
        List<String> waves = status.list("waves").stream().map(w -> w.text("name")).toList();
        if (!(this instanceof Wave(String name))) return Optional.empty();
        if (waves.isEmpty() || waves.contains(name)) return Optional.empty(); // none: preparing
        return Optional.of("has no wave " + name + ", but " + String.join(", ", waves));
    }
}
