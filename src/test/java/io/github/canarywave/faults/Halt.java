package io.github.canarywave.faults;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.HashSet;
import java.util.Set;

/** A person halts the campaign and, later, lets it go on. */
final class Halt implements Fault {
    /** How long the answer took is told by this name. */
    static final String ACKNOWLEDGED = "halt acknowledged";

    /** What stands in the facts of such a halt. */
    static final String WHY = "halted by the faults";

    private static final String REASON = "{\"reason\":\"" + WHY + "\"}";
    private static final String JSON = "application/json";
    private static final double SLOW_SECONDS = 1;

    private final Set<String> mayStillInstall = new HashSet<>();
    private String campaign = "";
    private long askedMs;
    private long acknowledgedMs;
    private long handedOver;

    @Override
    public String name() {
        return "halt";
    }

    @Override
    public void inject(Rig rig, Releases releases) {
        if (releases.over()) releases.startNext();
        try {
            halt(rig, releases);
        } catch (Api.Away e) {
            if (!releases.over()) throw e; // Its last device was faster than we.
            releases.startNext();
            halt(rig, releases);
        }
    }

    private void halt(Rig rig, Releases releases) {
        campaign = releases.campaigns().getLast().name();
        askedMs = System.currentTimeMillis();
        long start = System.nanoTime();
        JsonNode answer = rig.api().post("/api/v1/campaigns/" + campaign + ":halt", JSON, REASON);
        acknowledgedMs = System.currentTimeMillis();
        rig.time(ACKNOWLEDGED, start);
        handedOver = updatesHandedOver(rig);
        answer.path("mayStillInstall").forEach(device -> mayStillInstall.add(device.asText()));
        double seconds = (acknowledgedMs - askedMs) / 1000.0;
        if (seconds > SLOW_SECONDS)
            System.out.printf("    halt of %s acknowledged after %.2f s%n", campaign, seconds);
    }

    /** Withdrawals go on: they are what a halt says. */
    private static long updatesHandedOver(Rig rig) {
        return rig.api().counter("link_updates_handed_over");
    }

    @Override
    public void undo(Rig rig, Releases releases) {
        long since = updatesHandedOver(rig) - handedOver;
        long resumedMs = System.currentTimeMillis();
        rig.api().post("/api/v1/campaigns/" + campaign + ":resume", JSON, REASON);
        rig.halts.add(
                new Told.Halt(
                        campaign, askedMs, acknowledgedMs, resumedMs, mayStillInstall, since));
    }
}
