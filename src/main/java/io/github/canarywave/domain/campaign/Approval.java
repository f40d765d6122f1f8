package io.github.canarywave.domain.campaign;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * That somebody else must agree before a wave opens.
 *
 * @param roles one of them is needed, at least one; an admin has each
 * @param timeout how long it is waited for, in hearing time; then the rollout pauses
 */
public record Approval(Set<Role> roles, Duration timeout) {
    /** Over a weekend. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofDays(3);

    public static final Approval DEFAULT = new Approval(Set.of(Role.APPROVER), DEFAULT_TIMEOUT);

    public Approval {
        roles = Set.copyOf(roles);
        if (roles.isEmpty()) throw new IllegalArgumentException("an approval needs a role");
    }

    /** Whether who has this role may give it. */
    public boolean by(Role role) {
        return roles.stream().anyMatch(role::covers);
    }

    /** The roles as people read them. */
    public String who() {
        return roles.stream().sorted().map(Role::word).collect(Collectors.joining(" or "));
    }

    @Override
    public String toString() {
        return "approval by " + who() + " within " + Durations.text(timeout);
    }
}
