package io.github.canarywave.app;

import io.github.canarywave.app.ArtifactStore.Condition;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.rollout.Artifact;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.ReleaseState;
import io.github.canarywave.domain.rollout.Rollout;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads every file of every release and looks whether its bytes are still those; removes files that
 * no release needs. Safe from any thread.
 */
public final class Scrub {
    private static final Logger LOG = LoggerFactory.getLogger(Scrub.class);

    /** Longer than any upload, and than a release that is being put together by hand. */
    static final Duration ORPHAN_AGE = Duration.ofDays(1);

    private final Store store;
    private final ArtifactStore files;
    private final Revoked revoked;

    /** What becomes of the firmware of revoked releases. */
    public enum Revoked {
        KEPT,
        /** Gone as soon as no campaign that is not over has it. */
        DROPPED
    }

    public Scrub(Store store, ArtifactStore files, Revoked revoked) {
        this.store = store;
        this.files = files;
        this.revoked = revoked;
    }

    /** Where the files are that it looks after. */
    ArtifactStore files() {
        return files;
    }

    /**
     * What was found.
     *
     * @param checked files, each read whole
     * @param bad those that nobody can have now
     */
    public record Report(int checked, List<Bad> bad) {}

    /** A file that is damaged, missing or unreadable, and the releases that need it. */
    public record Bad(Sha256 file, Condition condition, List<ReleaseName> releases) {}

    /**
     * Reads them all; takes as long as the disk does. One that is damaged is served no more; one
     * that cannot be read does not keep the others from being read.
     */
    public Report all() {
        Map<Sha256, List<ReleaseName>> wanted = new LinkedHashMap<>();
        for (Release release : store.read(Store.Reads::releases))
            if (!(release.state() instanceof ReleaseState.Revoked))
                filesOf(release)
                        .forEach(
                                file ->
                                        wanted.computeIfAbsent(file, _ -> new ArrayList<>())
                                                .add(release.name()));
        List<Bad> bad = new ArrayList<>();
        wanted.forEach(
                (file, releases) -> {
                    Condition condition = condition(file);
                    if (condition != Condition.SOUND) bad.add(new Bad(file, condition, releases));
                });
        bad.forEach(Scrub::say);
        return new Report(wanted.size(), bad);
    }

    private Condition condition(Sha256 file) {
        try {
            return files.check(file);
        } catch (RuntimeException e) {
            LOG.warn("file of a release cannot be read file={}", file, e);
            return Condition.UNREADABLE;
        }
    }

    private static void say(Bad one) {
        if (one.condition() == Condition.UNREADABLE)
            LOG.error(
                    "file of a release is unreadable; look at the disk file={} releases={}",
                    one.file(),
                    one.releases());
        else
            LOG.error(
                    "file of a release is {} and is served to nobody; add it again: canarywave"
                            + " release add, or release sbom file={} releases={}",
                    one.condition().word(),
                    one.file(),
                    one.releases());
    }

    /**
     * Removes files of no release, a day after they came, and those of revoked ones where that is
     * wished. Never one of a campaign that is not over.
     *
     * @return those that are gone
     */
    public List<Sha256> sweep(Instant now) {
        Set<Sha256> wanted = store.read(this::wanted);
        List<Sha256> gone = files.sweep(wanted::contains, now.minus(ORPHAN_AGE));
        for (Sha256 file : gone) LOG.info("file removed, no release needs it file={}", file);
        return gone;
    }

    private Set<Sha256> wanted(Store.Reads reads) {
        Set<Sha256> wanted = new HashSet<>();
        for (Release release : reads.releases())
            if (revoked == Revoked.DROPPED && release.state() instanceof ReleaseState.Revoked)
                release.sbom().ifPresent(sbom -> wanted.add(sbom.file())); // Who has it may ask.
            else filesOf(release).forEach(wanted::add);
        for (Rollout rollout : reads.rolloutsNotOver())
            filesOf(rollout.release()).forEach(wanted::add);
        return wanted;
    }

    private static Stream<Sha256> filesOf(Release release) {
        Stream<Sha256> images =
                release.artifacts().values().stream()
                        .map(Artifact::content)
                        .map(content -> content.sha256());
        return Stream.concat(images, release.sbom().map(Release.Sbom::file).stream());
    }
}
