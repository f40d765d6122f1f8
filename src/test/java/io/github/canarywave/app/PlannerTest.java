package io.github.canarywave.app;

import static io.github.canarywave.domain.rollout.Samples.MODEL;
import static io.github.canarywave.domain.rollout.Samples.SOAK;
import static io.github.canarywave.domain.rollout.Samples.T0;
import static io.github.canarywave.domain.rollout.Samples.birth;
import static io.github.canarywave.domain.rollout.Samples.campaign;
import static io.github.canarywave.domain.rollout.Samples.failures;
import static io.github.canarywave.domain.rollout.Samples.wave;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.app.Plan.Count;
import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.CampaignDraft;
import io.github.canarywave.domain.campaign.OnHalt;
import io.github.canarywave.domain.campaign.Pace;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.campaign.Selector;
import io.github.canarywave.domain.campaign.Size;
import io.github.canarywave.domain.campaign.Wave;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.rollout.Artifact;
import io.github.canarywave.domain.rollout.ArtifactContent;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.ReleaseSignature;
import io.github.canarywave.domain.rollout.Samples;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

class PlannerTest {
    @Test
    void aDigestNamesWhatAnOperatorDecidesOnAndNothingElse() {
        Plan plan = somePlan(40, List.of("3 of 40 devices are offline"));
        assertThat(plan.digest("file"))
                .matches("[0-9a-f]{16}")
                .isEqualTo(somePlan(40, List.of()).digest("file"))
                .isNotEqualTo(somePlan(41, List.of()).digest("file"))
                .isNotEqualTo(plan.digest("other file"))
                .isNotEqualTo(plan.changing(List.of()).digest("file"));
    }

    private static Plan somePlan(int cohort, List<String> warnings) {
        return new Plan(
                "c", "p", "1", List.of(), cohort, List.of(), List.of(), List.of(), 1, 2, List.of(),
                warnings);
    }

    private final MemoryStore store = new MemoryStore();
    private final Bench forge = new Bench(campaign(failures(10, 5)), 0);

    @Test
    void saysWhoIsInWhoIsLeftOutAndWhy() {
        fleet(20);
        register(Samples.id(100), MODEL, Samples.NEW, 3);
        register(Samples.id(101), MODEL, Samples.OLD, 9);
        register(Samples.id(102), new Model("plug"), Samples.OLD, 0);
        Plan plan = plan(campaign(failures(10, 5)));
        assertThat(plan.cohort()).isEqualTo(20);
        assertThat(plan.versionsFrom()).containsExactly(new Count(Samples.OLD, 20));
        assertThat(plan.exclusions())
                .containsExactly(
                        new Count("runs a higher security version than 3", 1),
                        new Count("runs it already", 1));
        assertThat(plan.waves().stream().map(Plan.WaveLine::devices)).containsExactly(10, 10);
        assertThat(plan.waves().getFirst())
                .isEqualTo(
                        new Plan.WaveLine(
                                "canary",
                                10,
                                10,
                                SOAK.toSeconds(),
                                java.util.List.of("failureRate ≤ 10% (n ≥ 5) halt")));
        assertThat(plan.warnings()).isEmpty();
    }

    @Test
    void warnsOfAnEmptyCohort() {
        assertThat(plan(campaign(failures(10, 5))).warnings())
                .containsExactly("No device is selected: there is nothing to do.");
    }

    @Test
    void warnsWhenTheWindowIsOff() {
        fleet(20);
        Campaign off =
                campaign(new Pace(OptionalInt.of(7), false), wave("all", 20, failures(10, 5)));
        assertThat(plan(off).warnings())
                .containsExactly(
                        "The in-flight window is off: a firmware that bricks every device can take"
                                + " 7 of them at once.");
    }

    @Test
    void warnsOfGatesThatCanNeverPassOfWavesWithoutGatesAndOfWavesWithoutDevices() {
        fleet(20);
        Campaign odd =
                campaign(
                        Pace.DEFAULT,
                        wave("canary", 4, failures(10, 5)),
                        wave("again", 4, failures(10, 5)),
                        wave("half", 10),
                        wave("all", 20, failures(10, 50)));
        assertThat(plan(odd).warnings())
                .containsExactly(
                        "Wave canary has 4 devices, its gate needs 5: it can never pass and will"
                                + " halt.",
                        "Wave again adds no device and is left out.",
                        "Wave half has no gate: nothing stops the next wave.");
    }

    @Test
    void warnsOfDevicesThatAreOffline() {
        fleet(3);
        store.write(tx -> tx.register(Device.registered(Samples.id(50), MODEL, Map.of()), ""));
        assertThat(plan(campaign(Pace.DEFAULT, wave("all", 4))).warnings())
                .containsExactly("1 of 4 devices are offline; they are commanded when they come.");
    }

    @Test
    void tellsWhereDevicesGoBackToWhenTheCampaignAsksForThat() {
        fleet(20);
        Campaign back = CampaignDraft.of(campaign(failures(10, 5))).onHalt(OnHalt.ROLLBACK).build();
        assertThat(plan(back).warnings())
                .containsExactly(
                        "onHalt is rollback, but no release of lamp is known that devices could go"
                                + " back to. Add the former firmware: canarywave release add FILE");
        add("0.8.0", Samples.SECURITY_VERSION - 1);
        add(Samples.NEW, Samples.SECURITY_VERSION);
        assertThat(plan(back).warnings())
                .containsExactly(
                        "onHalt is rollback, but devices of model "
                                + MODEL.value()
                                + " cannot go back to lamp 0.8.0: it has no artifact for them, or"
                                + " one with a lower security version.");
    }

    @Test
    void namesTheReleaseThatAHaltWouldBringDevicesBackTo() {
        fleet(20);
        add("0.9.0", Samples.SECURITY_VERSION);
        add(Samples.NEW, Samples.SECURITY_VERSION);
        Campaign back = CampaignDraft.of(campaign(failures(10, 5))).onHalt(OnHalt.ROLLBACK).build();
        assertThat(plan(back).warnings())
                .containsExactly(
                        "If a gate halts it, devices go back to lamp 0.9.0 by themselves.");
    }

    private void add(String version, int securityVersion) {
        ArtifactContent content = artifact(MODEL).content();
        Version named = new Version(version);
        Artifact old =
                new Artifact(
                        new ArtifactContent(
                                MODEL,
                                named,
                                securityVersion,
                                content.size(),
                                Samples.digest("file of " + version),
                                content.key(),
                                content.signature()),
                        Samples.digest(version));
        ReleaseName name = new ReleaseName(Samples.release().name().product(), named);
        store.write(
                tx -> {
                    tx.add(name, old, T0);
                    return tx;
                });
    }

    @Test
    void warnsOfDevicesThatAreHeld() {
        fleet(3);
        store.write(
                tx -> {
                    tx.save(tx.device(Samples.id(2)).orElseThrow().heldBecause("by ada: bench"));
                    return tx;
                });
        Plan plan = plan(campaign(Pace.DEFAULT, wave("all", 3)));
        assertThat(plan.cohort()).isEqualTo(3);
        assertThat(plan.warnings())
                .containsExactly(
                        "1 of 3 devices are held; they are not commanded before somebody lets them"
                                + " go: canarywave device unhold ID");
    }

    @Test
    void warnsOfAWaveThatPrefersWhomTheCohortDoesNotHave() {
        fleet(20);
        Selector lab = new Selector(Map.of("ring", "lab"), java.util.List.of());
        Campaign preferring =
                campaign(
                        Pace.DEFAULT,
                        new Wave("lab", new Size.Count(20), SOAK, java.util.List.of(), lab));
        assertThat(plan(preferring).warnings())
                .containsExactly("Wave lab prefers devices that the cohort has none of.");
        store.write(
                tx -> {
                    tx.save(tx.device(Samples.id(2)).orElseThrow().labelled(Map.of("ring", "lab")));
                    return tx;
                });
        assertThat(plan(preferring).warnings()).isEmpty();
    }

    @Test
    void findsTheLongestCommandWhicheverOfIdAndModelMakesItLong() {
        Model longer = new Model("m".repeat(32));
        register(new DeviceId("d".repeat(36)), MODEL, Samples.OLD, 2);
        register(new DeviceId("d".repeat(35)), longer, Samples.OLD, 2);
        ArtifactContent content = artifact(MODEL).content();
        Artifact forLonger =
                new Artifact(
                        new ArtifactContent(
                                longer,
                                content.version(),
                                content.securityVersion(),
                                content.size(),
                                content.sha256(),
                                content.key(),
                                content.signature()),
                        Samples.digest(Samples.NEW));
        Release both =
                new Release(
                        Samples.release().name(),
                        Map.of(MODEL, artifact(MODEL), longer, forLonger));
        int longest = 35 + 32 + content.key().length();
        assertThat(plan(campaign(Pace.DEFAULT, wave("all", 2)), both).longestCommand())
                .isEqualTo(longest);
    }

    @Test
    void countsTheLongestIdOfTheKeysWhoseSignatureADeviceMayBeSent() {
        register(new DeviceId("d".repeat(36)), MODEL, Samples.OLD, 2);
        Release release = Samples.release();
        int before = plan(campaign(Pace.DEFAULT, wave("all", 2)), release).longestCommand();
        String key = artifact(MODEL).content().key();
        String longer = "k".repeat(key.length() + 5);
        store.write(
                tx -> {
                    tx.add(release.name(), artifact(MODEL), T0);
                    sign(tx.catalogue(), release, key);
                    sign(tx.catalogue(), release, longer);
                    return tx;
                });
        assertThat(plan(campaign(Pace.DEFAULT, wave("all", 2)), release).longestCommand())
                .isEqualTo(before + 5);
    }

    private static void sign(CatalogueStore.Tx catalogue, Release release, String key) {
        catalogue.sign(release.name(), MODEL, new ReleaseSignature(key, "s".repeat(86)), T0);
    }

    private static Artifact artifact(Model model) {
        Artifact artifact = Samples.release().artifacts().get(model);
        if (artifact == null) throw new AssertionError("no artifact for " + model);
        return artifact;
    }

    private void fleet(int devices) {
        for (int i = 0; i < devices; i++) register(Samples.id(i), MODEL, Samples.OLD, 2);
    }

    private void register(DeviceId id, Model model, String version, int securityVersion) {
        Device device = Device.registered(id, model, Map.of());
        store.write(
                tx -> {
                    tx.register(device, "");
                    tx.save(
                            tx.device(id)
                                    .orElseThrow()
                                    .born(birth(model, version, securityVersion), T0)
                                    .device());
                    return tx;
                });
    }

    private Plan plan(Campaign campaign) {
        return plan(campaign, Samples.release());
    }

    private Plan plan(Campaign campaign, Release release) {
        return store.read(reads -> new Planner(reads, forge, campaign, release, T0).plan(T0));
    }
}
