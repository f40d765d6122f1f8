package io.github.canarywave.app;

import java.util.Optional;

/**
 * Which lines of the audit are asked for; what is empty does not matter.
 *
 * @param who the name of a person, or {@link Person#SERVER}
 * @param what a word as halted
 * @param subject kind and name as campaign/thermostat-1.1.0, or a whole kind as campaign/
 */
public record AuditFilter(Optional<String> who, Optional<String> what, Optional<String> subject) {
    /** Every line. */
    public static final AuditFilter ALL =
            new AuditFilter(Optional.empty(), Optional.empty(), Optional.empty());

    /** Whether the subject is a kind of things and not one of them. */
    public boolean wholeKind() {
        return subject.filter(text -> text.endsWith("/")).isPresent();
    }
}
