package io.github.canarywave.domain.campaign;

import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/** Whose clocks a window goes by. */
public sealed interface Zone {
    /** The label of a device that names its time zone. */
    String LABEL = "tz";

    /** The same for all devices. */
    record Named(ZoneId id) implements Zone {}

    /**
     * Each device's own, after its label {@link #LABEL}.
     *
     * @param otherwise for devices without a zone that is known
     */
    record OfDevice(Optional<ZoneId> otherwise) implements Zone {}

    /** The zone of one device. */
    sealed interface Reading {
        record Known(ZoneId id) implements Reading {}

        record Unknown(String why) implements Reading {}
    }

    /** The zone of a device with these labels. */
    default Reading of(Map<String, String> labels) {
        return switch (this) {
            case Named(var id) -> new Reading.Known(id);
            case OfDevice(var otherwise) -> {
                Optional<String> label = Optional.ofNullable(labels.get(LABEL));
                Optional<ZoneId> known = label.flatMap(Zone::named).or(() -> otherwise);
                yield known.<Reading>map(Reading.Known::new)
                        .orElseGet(() -> new Reading.Unknown(unknown(label)));
            }
        };
    }

    private static String unknown(Optional<String> label) {
        return label.map(l -> "its label tz \"" + l + "\" is no time zone")
                        .orElse("it has no label tz")
                + ", and the campaign has no defaultTimezone";
    }

    /** The zone of this name in the IANA database, or UTC. */
    static Optional<ZoneId> named(String name) {
        return ZoneId.getAvailableZoneIds().contains(name)
                ? Optional.of(ZoneId.of(name))
                : Optional.empty();
    }
}
