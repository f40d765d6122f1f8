package io.github.canarywave.bench;

/** What the fleet saw of the campaign that runs. Confined to the event loop. */
final class Campaign {
    private String version = "";
    private String image = "";
    private int devices;
    private int commanded;
    private int confirmed;
    private long firstCommand;
    private long lastCommand;
    private long lastConfirmed;
    private long[] confirmedAfterNanos = {};
    int repeats;
    int brokenConnections;
    int otherCommands;

    /** Starts counting anew: so many devices will be told to run this. */
    void expect(String newVersion, String newImage, int count) {
        version = newVersion;
        image = newImage;
        devices = count;
        commanded = 0;
        confirmed = 0;
        repeats = 0;
        confirmedAfterNanos = new long[count];
        LeanFleet.tell("expecting", "\"version\":\"" + version + "\"");
    }

    /** What a device that was told to run this version says it runs. */
    String image(String wanted) {
        if (!wanted.equals(version))
            throw new IllegalStateException("commanded " + wanted + ", expected " + version);
        return image;
    }

    void commanded() {
        lastCommand = System.nanoTime();
        if (commanded++ == 0) firstCommand = lastCommand;
        if (commanded == devices)
            LeanFleet.tell(
                    "commanded",
                    "\"devices\":" + devices + ",\"seconds\":" + since(lastCommand));
    }

    /** The server has the end of one device on its disk. */
    void confirmed() {
        lastConfirmed = System.nanoTime();
        if (confirmed < devices)
            confirmedAfterNanos[confirmed] = lastConfirmed - firstCommand;
        if (++confirmed == devices) LeanFleet.tell("confirmed", json());
    }

    String json() {
        return "\"commanded\":%d,\"confirmed\":%d,\"commands_seconds\":%s,\"seconds\":%s,"
                        .formatted(
                                commanded, confirmed, since(lastCommand), since(lastConfirmed))
                + "\"median_confirmed_seconds\":%s,\"repeats\":%d,\"broken_connections\":%d,\"other_commands\":%d"
                        .formatted(median(), repeats, brokenConnections, otherCommands);
    }

    private String median() {
        return confirmed == 0 ? "0" : seconds(confirmedAfterNanos[(confirmed - 1) / 2]);
    }

    private String since(long moment) {
        return seconds(Math.max(0, moment - firstCommand));
    }

    private static String seconds(long nanos) {
        return String.format(java.util.Locale.ROOT, "%.4f", nanos / 1e9);
    }
}
