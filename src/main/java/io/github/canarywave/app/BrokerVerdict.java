package io.github.canarywave.app;

import java.util.List;
import java.util.Optional;

/** What we know of the broker: whether it keeps devices apart, as the protocol asks. */
public sealed interface BrokerVerdict {
    /** It does, as far as two throw-away devices could find out. */
    record Passed() implements BrokerVerdict {}

    /** Not known yet, or not any more; it is being found out. */
    record Unchecked(String why) implements BrokerVerdict {}

    /**
     * It does not.
     *
     * @param problems one sentence for each rule that is missing: what was seen, the rule, what to
     *     do
     */
    record Failed(List<String> problems) implements BrokerVerdict {
        public Failed {
            problems = List.copyOf(problems);
        }
    }

    /** Why nobody may be commanded over this broker now; empty when nothing is in the way. */
    default Optional<String> objection() {
        return switch (this) {
            case Passed _ -> Optional.empty();
            case Unchecked(var why) -> Optional.of(why);
            case Failed(var problems) ->
                    Optional.of(
                            "the broker failed its self-test, no command leaves: "
                                    + problems.getFirst()
                                    + (problems.size() == 1
                                            ? ""
                                            : "; and " + (problems.size() - 1) + " more"));
        };
    }
}
