package io.github.canarywave.wire;

import io.github.canarywave.domain.fleet.DeviceId;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The topics under one prefix.
 *
 * @param prefix 1 to {@link #PREFIX_MAX_CHARACTERS} characters: words of letters, digits, dot,
 *     hyphen and underscore, with single slashes between them
 */
public record Topics(String prefix) {
    public static final String DEFAULT_PREFIX = "canarywave/v1";

    /** The topic is part of the command packet, which has a limit. */
    public static final int PREFIX_MAX_CHARACTERS = 16;

    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*");

    /** What a topic is for: its last word. */
    public enum Kind {
        COMMAND,
        ACK,
        REPORT,
        STATE,
        ONLINE;

        /** The word in the topic. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Kind> of(String word) {
            return Arrays.stream(values()).filter(k -> k.word().equals(word)).findFirst();
        }
    }

    /** What a topic says: whose it is and what for. */
    public record Address(DeviceId device, Kind kind) {}

    public Topics {
        if (prefix.length() > PREFIX_MAX_CHARACTERS || !SHAPE.matcher(prefix).matches())
            throw new IllegalArgumentException(
                    "topic prefix must have 1 to "
                            + PREFIX_MAX_CHARACTERS
                            + " characters and match "
                            + SHAPE
                            + ", got \""
                            + prefix
                            + "\"");
    }

    public String command(DeviceId device) {
        return topic(device, Kind.COMMAND);
    }

    public String ack(DeviceId device) {
        return topic(device, Kind.ACK);
    }

    public String report(DeviceId device) {
        return topic(device, Kind.REPORT);
    }

    public String state(DeviceId device) {
        return topic(device, Kind.STATE);
    }

    public String online(DeviceId device) {
        return topic(device, Kind.ONLINE);
    }

    /** The topic of this kind of a device. */
    public String topic(DeviceId device, Kind kind) {
        return prefix + "/" + device + "/" + kind.word();
    }

    /** Matches the topics of this kind of all devices. */
    public String filter(Kind kind) {
        return prefix + "/+/" + kind.word();
    }

    /** What the server subscribes to: all that devices say. */
    public List<String> serverFilters() {
        return List.of(filter(Kind.REPORT), filter(Kind.STATE), filter(Kind.ONLINE));
    }

    /** Whose topic this is and what for; nothing if it is none of ours. */
    public Optional<Address> parse(String topic) {
        if (!topic.startsWith(prefix + "/")) return Optional.empty();
        String[] words = topic.substring(prefix.length() + 1).split("/", -1);
        if (words.length != 2) return Optional.empty();
        return Kind.of(words[1]).flatMap(kind -> device(words[0]).map(d -> new Address(d, kind)));
    }

    private static Optional<DeviceId> device(String word) {
        try {
            return Optional.of(new DeviceId(word));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
