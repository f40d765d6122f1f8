package io.github.canarywave.domain.rollout;

import static io.github.canarywave.domain.rollout.Samples.MODEL;
import static io.github.canarywave.domain.rollout.Samples.NEW;
import static io.github.canarywave.domain.rollout.Samples.OLD;
import static io.github.canarywave.domain.rollout.Samples.T0;
import static io.github.canarywave.domain.rollout.Samples.birth;
import static io.github.canarywave.domain.rollout.Samples.digest;
import static io.github.canarywave.domain.rollout.Samples.id;
import static io.github.canarywave.domain.rollout.Samples.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.Cohort;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.Birth;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.fleet.Running;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.rollout.Selection.Excluded;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which devices a rollback selects. */
class RollbackSelectionTest {
    private static final Device LAMP = born(birth(OLD, 2));

    @Test
    void aRollbackTakesThoseThatRunTheReleaseByTheirImageAndThoseThatMay() {
        Cohort back = Cohort.EVERY_DEVICE.rollbackOf(Optional.of(new CampaignName("bad")));
        Release old = of(OLD, 3);
        Selecting selecting = new Selecting(back, old, Optional.of(release()), T0);
        Device confirmed = born(birth(NEW, 2));
        assertThat(selecting.of(confirmed, Optional.empty(), Optional.empty()))
                .as("it runs it, whoever brought it")
                .isInstanceOf(Selection.Selected.class);
        for (State open : List.of(new State.Lost(T0), new State.Rebooting(T0)))
            assertThat(selecting.of(LAMP, Optional.empty(), Optional.of(open)))
                    .as("it said that it runs the old one before it installed")
                    .isInstanceOf(Selection.Selected.class);
        for (State known : List.of(new State.Withdrawn(T0), new State.Accepted(T0)))
            assertThat(selecting.of(LAMP, Optional.empty(), Optional.of(known)))
                    .isEqualTo(new Selection.Outside());
        assertThat(selecting.of(LAMP, Optional.empty(), Optional.empty()))
                .isEqualTo(new Selection.Outside());
        Device lies = running(NEW, "other");
        assertThat(selecting.of(lies, Optional.empty(), Optional.empty()))
                .as("the image decides, not the version")
                .isEqualTo(new Selection.Outside());
    }

    @Test
    void aRollbackLeavesOutWhoseSecurityVersionIsOrMayBeHigher() {
        Cohort back = Cohort.EVERY_DEVICE.rollbackOf(Optional.of(new CampaignName("bad")));
        Selecting selecting = new Selecting(back, of(OLD, 2), Optional.of(release()), T0);
        assertThat(selecting.of(born(birth(NEW, 3)), Optional.empty(), Optional.empty()))
                .isEqualTo(new Excluded("runs a higher security version than 2"));
        Selecting lower = new Selecting(back, of(OLD, 1), Optional.of(release()), T0);
        Device lost = born(birth(OLD, 1));
        assertThat(lower.of(lost, Optional.empty(), Optional.of(new State.Lost(T0))))
                .isEqualTo(new Excluded("may run a higher security version than 1"));
        Release plugs =
                new Release(
                        of(OLD, 9).name(),
                        Map.of(new Model("plug"), of(OLD, 9).artifacts().get(MODEL)));
        assertThat(
                        new Selecting(back, plugs, Optional.of(release()), T0)
                                .of(born(birth(NEW, 3)), Optional.empty()))
                .isEqualTo(new Excluded("the release has no artifact for model " + MODEL));
    }

    private static Release of(String version, int securityVersion) {
        ArtifactContent content =
                new ArtifactContent(
                        MODEL,
                        new Version(version),
                        securityVersion,
                        1_000,
                        digest("file of " + version),
                        "rel-1",
                        "A".repeat(86));
        return new Release(
                new ReleaseName(new Product("lamp"), new Version(version)),
                Map.of(MODEL, new Artifact(content, digest(version))));
    }

    /** It says this version, and runs that image. */
    private static Device running(String version, String image) {
        Birth b = birth(version, 2);
        Running running = new Running(new Version(version), Optional.of(digest(image)), 2);
        return born(
                new Birth(
                        MODEL,
                        running,
                        b.slot(),
                        b.boot(),
                        b.bootReason(),
                        b.session(),
                        b.connect(),
                        b.epoch(),
                        b.counter(),
                        b.command(),
                        b.anchors(),
                        b.can(),
                        b.labels()));
    }

    private static Device born(Birth birth) {
        return Device.registered(id(1), MODEL, Map.of()).born(birth, T0).device();
    }
}
