package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.Model;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Silence that devices of a rollout share with others: nothing is commanded or judged until the
 * others are back. All instants are hearing time.
 *
 * @param group the devices that went silent together
 * @param silentSince when the first of ours was last heard
 * @param seen when it was noticed
 * @param lookAgain when the others are counted again
 * @param over when the others were back
 * @param why its numbers, for people
 */
public record Outage(
        Group group,
        Instant silentSince,
        Instant seen,
        Instant lookAgain,
        Optional<Instant> over,
        String why) {
    /** How often the others are counted while they are away. */
    static final Duration LOOK = Duration.ofMinutes(1);

    /** How long an excused device is waited for once the others are back, or a person named. */
    public static final Duration PATIENCE = Duration.ofHours(24);

    /** What devices have in common that may go silent together. */
    public sealed interface Group {
        boolean has(Device device);

        /** For people. */
        String text();

        record OfModel(Model model) implements Group {
            @Override
            public boolean has(Device device) {
                return device.model().equals(model);
            }

            @Override
            public String text() {
                return "model " + model;
            }
        }

        /**
         * Devices at the same site.
         *
         * @param label name of the label that tells the site
         * @param site its value
         */
        record OfSite(String label, String site) implements Group {
            /** The site of a device, where it has this label. */
            public static Optional<Group> of(Device device, String label) {
                return Optional.ofNullable(device.labels().get(label))
                        .map(site -> new OfSite(label, site));
            }

            @Override
            public boolean has(Device device) {
                return site.equals(device.labels().get(label));
            }

            @Override
            public String text() {
                return label + " " + site;
            }
        }
    }

    public static Outage begun(Group group, Instant silentSince, Instant now, String why) {
        return new Outage(group, silentSince, now, now.plus(LOOK), Optional.empty(), why);
    }

    /** Whether the others are still away, as far as we know. */
    public boolean lasts() {
        return over.isEmpty();
    }

    Outage seenAgain(Instant now, String nowWhy) {
        return new Outage(group, silentSince, seen, now.plus(LOOK), over, nowWhy);
    }

    Outage ended(Instant now) {
        return new Outage(group, silentSince, seen, now, Optional.of(now), why);
    }

    /** Until when a device that is excused by it is waited for. */
    public Instant waitUntil(Instant now) {
        return over.orElse(now).plus(PATIENCE);
    }

    /** Why nothing is commanded now, and who decides when it takes too long. */
    String text(Instant now) {
        return now.isBefore(seen.plus(PATIENCE))
                ? why + ": an outage that they share; it goes on by itself when they are back"
                : why
                        + ": an outage of more than 24 h; a person halts the rollout or waits until"
                        + " they are back";
    }
}
