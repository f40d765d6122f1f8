package io.github.canarywave.faults;

import java.time.Instant;

/**
 * A promise that was not kept.
 *
 * @param promise its short name, P1 to P13
 * @param device whom it concerns, empty when the rollout as a whole
 * @param subject command, report or attempt
 * @param atMs wall clock, 0 when it has no instant
 * @param device what the devices wrote down, or what was expected
 * @param stored what the server stored or said
 */
record Violation(
        String promise, String device, String subject, long atMs, String seen, String stored) {
    @Override
    public String toString() {
        return "%s %s %s at %s\n    ledger: %s\n    server: %s"
                .formatted(
                        promise,
                        device.isEmpty() ? "-" : device,
                        subject,
                        atMs == 0 ? "-" : Instant.ofEpochMilli(atMs).toString(),
                        seen,
                        stored);
    }
}
