package io.github.canarywave.app;

import io.github.canarywave.app.ArtifactStore.Condition;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.ReleaseState;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads every file of every release and looks whether its bytes are still those. */
public final class Scrub {
    private static final Logger LOG = LoggerFactory.getLogger(Scrub.class);

    private final Store store;
    private final ArtifactStore files;

    public Scrub(Store store, ArtifactStore files) {
        this.store = store;
        this.files = files;
    }

    /** Where the files are that it looks after. */
    ArtifactStore files() {
        return files;
    }

    /**
     * What was found.
     *
     * @param checked files, each read whole
     * @param bad those that devices cannot have now
     */
    public record Report(int checked, List<Bad> bad) {}

    /** A file that is damaged or missing, and the releases that need it. */
    public record Bad(Sha256 file, Condition condition, List<ReleaseName> releases) {}

    /** Reads them all; takes as long as the disk does. One that is damaged is served no more. */
    public Report all() {
        Map<Sha256, List<ReleaseName>> wanted = new LinkedHashMap<>();
        for (Release release : store.read(Store.Reads::releases))
            if (!(release.state() instanceof ReleaseState.Revoked))
                release.artifacts()
                        .values()
                        .forEach(
                                artifact ->
                                        wanted.computeIfAbsent(
                                                        artifact.content().sha256(),
                                                        _ -> new ArrayList<>())
                                                .add(release.name()));
        List<Bad> bad = new ArrayList<>();
        wanted.forEach(
                (file, releases) -> {
                    Condition condition = files.check(file);
                    if (condition != Condition.SOUND) bad.add(new Bad(file, condition, releases));
                });
        for (Bad one : bad)
            LOG.error(
                    "artifact is {} and is served to nobody; add it again: canarywave release add"
                            + " file={} releases={}",
                    one.condition().word(),
                    one.file(),
                    one.releases());
        return new Report(wanted.size(), bad);
    }
}
