package io.github.canarywave.domain.rollout;

import java.util.List;
import java.util.Set;

/** The words of the states, in the order in which an attempt passes them. */
public final class States {
    public static final List<String> STARTING = List.of("Commanded", "Accepted", "Downloading");
    public static final List<String> APPLYING = List.of("Installing", "Rebooting", "Probation");
    public static final Set<String> ACTIVE =
            Set.of("Commanded", "Accepted", "Downloading", "Installing", "Rebooting", "Probation");
    public static final Set<String> ENDED =
            Set.of(
                    "Confirmed",
                    "RolledBack",
                    "Failed",
                    "Refused",
                    "Expired",
                    "Lost",
                    "Withdrawn",
                    "Current");

    /** Ends that leave a device without the release. */
    public static final Set<String> FAILED =
            Set.of("RolledBack", "Failed", "Refused", "Expired", "Lost");

    /** Ends that a device itself told. */
    public static final Set<String> REPORTED =
            Set.of("Confirmed", "RolledBack", "Failed", "Refused", "Current");

    private States() {}
}
