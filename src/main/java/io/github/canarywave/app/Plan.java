package io.github.canarywave.app;

import java.util.List;

/**
 * What applying a campaign would do.
 *
 * @param versionsFrom devices of the cohort by the version they run, most first
 * @param exclusions devices left out, by reason, most first
 * @param longestCommand size in bytes of the longest packet of the cohort
 * @param commandLimit the most that a packet may have
 * @param defaults every default that applies, one sentence each
 * @param warnings one sentence each
 */
public record Plan(
        String campaign,
        String product,
        String version,
        List<ArtifactLine> artifacts,
        int cohort,
        List<Count> versionsFrom,
        List<WaveLine> waves,
        List<Count> exclusions,
        int longestCommand,
        int commandLimit,
        List<String> defaults,
        List<String> warnings) {
    /** A file of the release. */
    public record ArtifactLine(
            String model, long size, String sha256, int securityVersion, String key) {}

    /**
     * A wave of the cohort.
     *
     * @param upTo where it ends, in devices, cumulative
     */
    public record WaveLine(
            String name, int devices, int upTo, long soakSeconds, List<String> gates) {}

    /** How many, of what. */
    public record Count(String what, long devices) {}
}
