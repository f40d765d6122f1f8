package io.github.canarywave.faults;

/** A person halts the campaign and, later, lets it go on. */
final class Halt implements Fault {
    private static final String REASON = "{\"reason\":\"faults\"}";
    private static final String JSON = "application/json";
    private static final double PROMISED_SECONDS = 1;

    private String campaign = "";
    private long askedMs;
    private long acknowledgedMs;

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
        rig.api().post("/api/v1/campaigns/" + campaign + ":halt", JSON, REASON);
        acknowledgedMs = System.currentTimeMillis();
        rig.time("halt acknowledged", start);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (seconds > PROMISED_SECONDS)
            rig.complain("P5", "", "halt acknowledged after %.2f s".formatted(seconds), campaign);
    }

    @Override
    public void undo(Rig rig, Releases releases) {
        long resumedMs = System.currentTimeMillis();
        rig.api().post("/api/v1/campaigns/" + campaign + ":resume", JSON, REASON);
        releases.halted(new Told.Halt(campaign, askedMs, acknowledgedMs, resumedMs));
    }
}
