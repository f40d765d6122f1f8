package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.Revision.Change;
import io.github.canarywave.domain.image.Sha256;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What applying a campaign would do.
 *
 * @param versionsFrom devices of the cohort by the version they run, most first
 * @param exclusions devices left out, by reason, most first
 * @param longestCommand size in bytes of the longest packet of the cohort
 * @param commandLimit the most that a packet may have
 * @param defaults every default that applies, one sentence each
 * @param warnings one sentence each
 * @param changes what differs from the campaign of this name that goes on; absent: there is none
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
        List<String> warnings,
        Optional<List<Change>> changes) {
    /** Nobody makes plans to resemble another one: 64 bits tell them apart. */
    private static final int DIGEST_LENGTH = 16;

    /** A plan of a campaign that is new. */
    public Plan(
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
        this(
                campaign,
                product,
                version,
                artifacts,
                cohort,
                versionsFrom,
                waves,
                exclusions,
                longestCommand,
                commandLimit,
                defaults,
                warnings,
                Optional.empty());
    }

    /**
     * A short name of what an operator decides on: the file, what would be installed, and on how
     * many devices of which kind. It stays while these do; who is online now and what a command
     * measures have no part in it.
     *
     * @param text of the campaign file
     * @return 16 characters, hexadecimal
     */
    public String digest(String text) {
        String all =
                String.join(
                        "\n",
                        campaign,
                        product,
                        version,
                        artifacts.stream().map(Object::toString).sorted().toList().toString(),
                        Integer.toString(cohort),
                        versionsFrom.toString(),
                        waves.toString(),
                        exclusions.toString(),
                        changes.toString(),
                        text);
        return Sha256.of(all.getBytes(StandardCharsets.UTF_8)).hex().substring(0, DIGEST_LENGTH);
    }

    /** The same plan as a revision of a campaign that goes on. */
    Plan changing(List<Change> edits) {
        return new Plan(
                campaign,
                product,
                version,
                artifacts,
                cohort,
                versionsFrom,
                waves,
                exclusions,
                longestCommand,
                commandLimit,
                defaults,
                warnings,
                Optional.of(List.copyOf(edits)));
    }

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
