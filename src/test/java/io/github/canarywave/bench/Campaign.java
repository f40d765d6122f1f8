package io.github.canarywave.bench;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What the fleet saw of the campaign that runs. Confined to the event loop. */
final class Campaign {
    private String version = "";
    private String image = "";
    private int devices;
    private int commanded;
    private long commandBytes;
    private long firstCommand;
    private long lastCommand;
    private long acted;
    private long[] confirmedNanos = {};
    private final Map<String, Integer> acknowledged = new HashMap<>();
    int repeats;
    int brokenConnections;
    int otherCommands;

    /** Starts counting anew: so many devices will be told to run this. */
    void expect(String newVersion, String newImage, int count) {
        version = newVersion;
        image = newImage;
        devices = count;
        commanded = 0;
        commandBytes = 0;
        repeats = 0;
        acknowledged.clear();
        confirmedNanos = new long[count];
        LeanFleet.tell("expecting", "\"version\":\"" + version + "\"");
    }

    /** What a device that was told to run this version says it runs. */
    String image(String wanted) {
        if (!wanted.equals(version))
            throw new IllegalStateException("commanded " + wanted + ", expected " + version);
        return image;
    }

    /** A new command came to a device. */
    void commanded(int bytes) {
        lastCommand = System.nanoTime();
        commandBytes += bytes;
        if (commanded++ == 0) {
            firstCommand = lastCommand;
            LeanFleet.tell("first-command", "\"bytes\":" + bytes);
        }
        if (commanded == devices) LeanFleet.tell("commanded", json(lastCommand));
    }

    /** All devices begin to say something now. */
    void acting() {
        acted = System.nanoTime();
    }

    /** The server has a report on its disk. */
    void acknowledged(String state) {
        long now = System.nanoTime();
        int count = acknowledged.merge(state, 1, Integer::sum);
        if (state.equals("confirmed") && count <= devices) confirmedNanos[count - 1] = now;
        if (count == devices)
            LeanFleet.tell(state, json(now) + ",\"since_acting_seconds\":" + seconds(now - acted));
    }

    /** What happened until now, as members of JSON. */
    String json(long now) {
        int confirmed = acknowledged.getOrDefault("confirmed", 0);
        long median = confirmed == 0 ? firstCommand : confirmedNanos[(confirmed - 1) / 2];
        return "\"devices\":%d,\"commanded\":%d,\"confirmed\":%d,\"command_bytes\":%d,"
                        .formatted(
                                devices,
                                commanded,
                                confirmed,
                                commanded == 0 ? 0 : commandBytes / commanded)
                + "\"seconds\":%s,\"commands_seconds\":%s,\"median_confirmed_seconds\":%s,"
                        .formatted(
                                seconds(now - firstCommand),
                                seconds(lastCommand - firstCommand),
                                seconds(median - firstCommand))
                + "\"repeats\":%d,\"broken_connections\":%d,\"other_commands\":%d"
                        .formatted(repeats, brokenConnections, otherCommands);
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.4f", nanos / 1e9);
    }
}
