package io.github.canarywave.adapter.mqtt.probe;

import java.util.List;

/** What two throw-away devices found out about a broker. */
public sealed interface SelfTestResult {
    /**
     * It keeps devices apart and lets each do its work.
     *
     * @param hints settings that work and are better changed
     */
    record Passed(List<String> hints) implements SelfTestResult {
        public Passed {
            hints = List.copyOf(hints);
        }
    }

    /** It does not; at least one rule is missing. */
    record Failed(List<MissingRule> missing) implements SelfTestResult {
        public Failed {
            missing = List.copyOf(missing);
        }
    }

    /** It could not be found out, for instance because a connection was lost. */
    record Inconclusive(String why) implements SelfTestResult {}

    /**
     * A rule that the broker does not keep.
     *
     * @param seen what a throw-away device could do, or could not
     * @param rule what must hold
     * @param remedy what to do
     */
    record MissingRule(String seen, String rule, String remedy) {
        @Override
        public String toString() {
            return seen + "; the rule: " + rule + ". " + remedy;
        }
    }
}
