package io.github.canarywave.app;

import static io.github.canarywave.app.StoreFixtures.METER;
import static io.github.canarywave.app.StoreFixtures.PLUG;
import static io.github.canarywave.app.StoreFixtures.T0;
import static io.github.canarywave.app.StoreFixtures.artifact;
import static io.github.canarywave.app.StoreFixtures.at;
import static io.github.canarywave.app.StoreFixtures.bareBirth;
import static io.github.canarywave.app.StoreFixtures.birth;
import static io.github.canarywave.app.StoreFixtures.device;
import static io.github.canarywave.app.StoreFixtures.digest;
import static io.github.canarywave.app.StoreFixtures.id;
import static io.github.canarywave.app.StoreFixtures.name;
import static io.github.canarywave.app.StoreFixtures.release;
import static io.github.canarywave.app.StoreFixtures.releaseName;
import static io.github.canarywave.app.StoreFixtures.rollout;
import static io.github.canarywave.app.StoreFixtures.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.SessionId;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.rollout.Artifact;
import io.github.canarywave.domain.rollout.ControlGroup;
import io.github.canarywave.domain.rollout.Outage;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.State;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/** What every store promises of devices, releases and rollouts. */
public abstract class StoreFleetContract extends StoreCohortContract {
    // Devices.

    @Test
    public void keepsADeviceAsItWasRegistered() throws Exception {
        boolean first = store.write(tx -> tx.register(device(1), "hash-1"));
        boolean again = store.write(tx -> tx.register(device(1).offline(), "hash-2"));
        assertThat(first).isTrue();
        assertThat(again).isFalse();
        assertThat(lasting().device(id(1))).contains(device(1));
        assertThat(now().tokenHash(id(1))).contains("hash-1");
        assertThat(now().device(id(2))).isEmpty();
        assertThat(now().tokenHash(id(2))).isEmpty();
    }

    @Test
    public void countsOneCertificateOfADeviceAndListsTheRevokedUntilTheyExpire() throws Exception {
        write(tx -> IntStream.range(1, 4).forEach(i -> tx.register(device(i), "hash-" + i)));
        write(tx -> tx.add(certificate("0a", 1, 100)));
        write(tx -> tx.add(certificate("0b", 2, 100)));
        assertThat(store.<Integer>write(tx -> tx.revokeCertificates(id(1), at(5)))).isEqualTo(1);
        assertThat(store.<Integer>write(tx -> tx.revokeCertificates(id(1), at(6)))).isZero();
        write(tx -> tx.add(certificate("0c", 1, 200)));

        assertThat(lasting().certificate(id(1))).contains(certificate("0c", 1, 200));
        assertThat(now().certificate(id(3))).isEmpty();
        assertThat(now().accessAfter(Optional.of(id(1)), 9))
                .containsExactly(
                        new Certification.DeviceAccess(id(2), "hash-2", Optional.of("0b")),
                        new Certification.DeviceAccess(id(3), "hash-3", Optional.empty()));
        assertThat(now().accessAfter(Optional.empty(), 1))
                .containsExactly(
                        new Certification.DeviceAccess(id(1), "hash-1", Optional.of("0c")));
        assertThat(now().revokedCertificates(at(99)))
                .containsExactly(certificate("0a", 1, 100).revokedAt(at(5)));
        assertThat(now().revokedCertificates(at(100))).isEmpty();
    }

    private static DeviceCertificate certificate(String serial, int device, int expires) {
        return new DeviceCertificate(serial, id(device), at(1), at(expires), Optional.empty());
    }

    @Test
    public void keepsEveryFieldOfADevice() throws Exception {
        Device full =
                new Device(
                        id(1),
                        PLUG,
                        Map.of("k", StoreFixtures.ODD_TEXT, StoreFixtures.ODD_TEXT, "", "", "v"),
                        Optional.of(birth("2.0.0")),
                        List.of(new SessionId("b"), new SessionId("a")),
                        true,
                        at(5),
                        Device.COUNTER_MAX,
                        Optional.of(METERS),
                        Optional.of(StoreFixtures.ODD_TEXT),
                        9,
                        0);
        Device bare =
                new Device(
                        id(2),
                        METER,
                        Map.of(),
                        Optional.of(bareBirth("1.0")),
                        List.of(),
                        false,
                        Instant.EPOCH,
                        0,
                        Optional.empty(),
                        0,
                        0);
        write(
                tx -> {
                    tx.register(device(1), "1");
                    tx.save(full);
                    tx.register(bare, "2");
                });
        assertThat(lasting().device(id(1))).contains(revised(full, 1));
        assertThat(lasting().device(id(2))).contains(bare);
        write(tx -> tx.save(Device.registered(id(2), PLUG, Map.of())));
        assertThat(lasting().device(id(2)).orElseThrow().birth()).isEmpty();
    }

    @Test
    public void refusesADeviceThatSomebodyElseHasWritten() {
        write(tx -> tx.register(device(1), "1"));
        Device read = now().device(id(1)).orElseThrow();
        write(tx -> tx.save(read.heardAt(at(1))));
        assertThatThrownBy(() -> write(tx -> tx.save(read.ignoring())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("stale");
        assertThatThrownBy(() -> write(tx -> tx.save(device(2))))
                .isInstanceOf(IllegalStateException.class);
        assertThat(now().device(id(1)).orElseThrow().ignored()).isZero();
    }

    @Test
    public void findsManyDevicesAtOnceAndInOrder() throws Exception {
        write(tx -> IntStream.range(0, 700).forEach(i -> tx.register(device(i), "h")));
        List<DeviceId> asked = IntStream.range(0, 600).mapToObj(i -> id(i * 2)).toList();
        assertThat(now().devices(asked).keySet())
                .containsExactlyInAnyOrderElementsOf(asked.subList(0, 350));
        assertThat(now().devices(List.of())).isEmpty();
        assertThat(now().devices(List.of(id(3), id(3))).values()).containsExactly(device(3));
        assertThat(lasting().devicesAfter(Optional.of(id(41)), 2))
                .containsExactly(device(42), device(43));
        assertThat(now().devicesAfter(Optional.empty(), 1)).containsExactly(device(0));
        assertThat(now().devicesAfter(Optional.of(id(699)), 5)).isEmpty();
    }

    @Test
    public void countsTheFleet() throws Exception {
        assertThat(now().fleet()).isEqualTo(new Store.FleetCount(0, 0, Map.of()));
        write(tx -> IntStream.range(0, 4).forEach(i -> tx.register(device(i), "h")));
        for (int i = 0; i < 3; i++) {
            Device born = device(i).born(bareBirth(i < 2 ? "2.0" : "1.0"), at(1)).device();
            write(tx -> tx.save(born));
        }
        write(tx -> tx.save(tx.device(id(2)).orElseThrow().offline()));
        assertThat(lasting().fleet())
                .isEqualTo(
                        new Store.FleetCount(
                                4, 2, Map.of(new Version("2.0"), 2L, new Version("1.0"), 1L)));
        assertThat(now().devicesAbove(METER, 0)).isZero();
        assertThat(now().devicesAbove(METER, -1)).isEqualTo(3);
        assertThat(now().devicesAbove(PLUG, -1)).isZero();
    }

    // Rollouts and releases.

    @Test
    public void keepsARolloutInEveryStateWithEverythingCounted() throws Exception {
        List<RolloutState> states =
                List.of(
                        new RolloutState.Preparing(),
                        new RolloutState.Running(),
                        new RolloutState.Paused(StoreFixtures.ODD_TEXT, ""),
                        new RolloutState.Paused("", "0/1"),
                        new RolloutState.Halted("3 of 10 failed", true),
                        new RolloutState.Halted("by a person", false),
                        new RolloutState.Aborted("why"),
                        new RolloutState.Done("all"));
        assertThat(states.stream().map(Object::getClass).distinct().toList())
                .hasSameElementsAs(StoreFixtures.leaves(RolloutState.class));
        write(tx -> tx.create(rollout("meters"), text("meters"), T0));
        Rollout fresh = rollout("meters");
        for (int i = 0; i < states.size(); i++) {
            Optional<Instant> settled = i % 2 == 0 ? Optional.of(at(i)) : Optional.empty();
            Rollout changed =
                    fresh.draft()
                            .state(states.get(i))
                            .cohort(1000 + i)
                            .openWave(i - 1)
                            .settledAt(settled)
                            .prefixOrder(10L + i)
                            .prefixConfirmed(20 + i)
                            .started(5_000_000_000L + i)
                            .commanded(30 + i)
                            .confirmed(40 + i)
                            .overruled(
                                    i == 0
                                            ? Set.of()
                                            : Set.of("0/0", "1/" + i, StoreFixtures.ODD_TEXT))
                            .reason(StoreFixtures.ODD_TEXT)
                            .revision(i)
                            .build();
            write(tx -> tx.save(changed));
            assertThat(lasting().rollout(METERS))
                    .contains(revised(changed, changed.revision() + 1));
        }
    }

    @Test
    public void marksEverybodyOfflineAndChangesNothingElse() throws Exception {
        write(
                tx ->
                        tx.register(
                                Device.registered(
                                                new DeviceId("on"),
                                                StoreFixtures.device(1).model(),
                                                Map.of())
                                        .heardAt(T0),
                                "h1"));
        write(
                tx ->
                        tx.register(
                                Device.registered(
                                        new DeviceId("off"),
                                        StoreFixtures.device(1).model(),
                                        Map.of()),
                                "h2"));
        Device before = now().device(new DeviceId("on")).orElseThrow();
        write(Store.Tx::everybodyOffline);
        Device after = lasting().device(new DeviceId("on")).orElseThrow();
        assertThat(after.online()).isFalse();
        assertThat(after.heard()).isEqualTo(before.heard());
        assertThat(after.revision()).isEqualTo(before.revision() + 1);
        assertThat(now().fleet().online()).isZero();
    }

    @Test
    public void countsWhoWentSilentApartFromWhoWasCommanded() throws Exception {
        write(tx -> tx.create(rollout("meters"), text("meters"), T0));
        Device other = Device.registered(new DeviceId("far"), METER, Map.of("site", "south"));
        write(tx -> tx.register(other, "h"));
        for (int i = 0; i < 6; i++) {
            Device device = device(i);
            write(tx -> tx.register(device, "h"));
        }
        everybody(tx -> device -> tx.save(device.heardAt(at(1)), at(1)));
        write(tx -> tx.save(read(tx, id(0)).commandedBy(name("meters"), 1), at(2)));
        write(tx -> tx.save(read(tx, id(0)).released(), at(3)));
        write(tx -> tx.save(read(tx, id(1)).commandedBy(name("meters"), 1), at(3)));
        for (int i = 1; i < 4; i++) {
            DeviceId gone = id(i);
            write(tx -> tx.save(read(tx, gone).offline(), at(10)));
        }
        assertThat(controls(new Outage.Group.OfModel(METER), 10)).isEqualTo(counts(1, 1, 3, 2));
        assertThat(controls(new Outage.Group.OfSite("site", "north"), 10))
                .isEqualTo(counts(1, 1, 2, 2));
        assertThat(controls(new Outage.Group.OfSite("site", "south"), 10))
                .isEqualTo(counts(0, 0, 1, 0));
        assertThat(controls(new Outage.Group.OfSite("site", "north"), 11))
                .isEqualTo(counts(1, 0, 2, 0));
        write(tx -> tx.save(read(tx, id(2)).heardAt(at(20)), at(20)));
        assertThat(controls(new Outage.Group.OfSite("site", "north"), 10))
                .isEqualTo(counts(1, 1, 3, 1));
        write(tx -> tx.save(read(tx, id(2)).offline(), at(21)));
        assertThat(
                        lasting()
                                .controls(
                                        name("meters"),
                                        new Outage.Group.OfSite("site", "north"),
                                        at(10),
                                        at(20))
                                .others())
                .as("one was heard since and sleeps again")
                .isEqualTo(new ControlGroup.Presence(2, 1));
        write(Store.Tx::everybodyOffline);
        assertThat(controls(new Outage.Group.OfModel(METER), 30)).isEqualTo(counts(0, 0, 0, 0));
    }

    @Test
    public void countsSitesByTheLabelThatTellsThem() throws Exception {
        Map<String, String> labels = Map.of("site", "north", "building", "A");
        Device first = Device.registered(id(0), METER, labels);
        store = withSites(store, "building");
        write(tx -> tx.create(rollout("meters"), text("meters"), T0));
        write(tx -> tx.register(first, "h"));
        write(tx -> tx.register(Device.registered(id(1), METER, Map.of("building", "B")), "h"));
        everybody(tx -> device -> tx.save(device.heardAt(at(1)), at(1)));
        Outage.Group building = new Outage.Group.OfSite("building", "A");
        assertThat(lasting().siteOf(first)).contains(building);
        assertThat(lasting().siteOf(device(2))).isEmpty();
        assertThat(controls(building, 10)).isEqualTo(counts(0, 0, 1, 0));
        write(tx -> tx.save(read(tx, id(0)).offline(), at(10)));
        assertThat(controls(building, 10)).isEqualTo(counts(0, 0, 0, 1));

        store = withSites(store, "site");
        write(Store.Tx::everybodyOffline);
        everybody(tx -> device -> tx.save(device.heardAt(at(20)), at(20)));
        assertThat(controls(new Outage.Group.OfSite("site", "north"), 10))
                .as("the server was started with another label")
                .isEqualTo(counts(0, 0, 1, 0));
    }

    /** The store as it is after a restart with another label for sites. */
    protected abstract Store withSites(Store old, String label) throws Exception;

    @Test
    public void whoeverWasCommandedSinceWasThereBefore() throws Exception {
        freeze(METERS, 8);
        everybody(tx -> device -> tx.save(device.heardAt(at(1)), at(1)));
        command(0, 5);
        command(0, 12);
        for (int i = 1; i < 6; i++) command(i, 11);
        move(3, new State.Downloading(at(99), 1));
        write(tx -> tx.save(read(tx, id(4)).heardAt(at(12)), at(12)));
        for (int i : List.of(0, 2, 3, 4, 6))
            write(tx -> tx.save(read(tx, id(i)).offline(), at(13)));

        assertThat(controls(new Outage.Group.OfModel(METER), 10))
                .as(
                        "0 commanded before and again, 1 and 5 there, 2 not reached, 3 has bytes, 4"
                                + " answered, 6 and 7 not commanded")
                .isEqualTo(counts(2, 3, 3, 2));
        assertThat(controls(new Outage.Group.OfSite("site", "north"), 10))
                .isEqualTo(counts(2, 3, 3, 2));
        assertThat(controls(new Outage.Group.OfModel(METER), 12))
                .as("commanded before")
                .isEqualTo(counts(2, 4, 1, 1));
        write(tx -> tx.save(read(tx, id(5)).commandedBy(PLUGS, 3), at(14)));
        assertThat(controls(new Outage.Group.OfModel(METER), 10))
                .as("5 is another rollout's")
                .isEqualTo(counts(1, 3, 3, 2));
    }

    private void command(int device, long second) {
        write(
                tx -> {
                    Device free = read(tx, id(device)).released();
                    tx.save(free, at(second));
                    tx.save(read(tx, id(device)).commandedBy(METERS, second), at(second));
                });
    }

    private void everybody(Function<Store.Tx, Consumer<Device>> change) throws Exception {
        write(tx -> tx.devicesAfter(Optional.empty(), 99).forEach(change.apply(tx)));
    }

    private static Device read(Store.Tx tx, DeviceId id) {
        return tx.device(id).orElseThrow();
    }

    private List<ControlGroup.Presence> controls(Outage.Group group, long since) {
        ControlGroup controls = lasting().controls(name("meters"), group, at(since), at(99));
        return List.of(controls.commanded(), controls.others());
    }

    private static List<ControlGroup.Presence> counts(
            long online, long gone, long othersOnline, long othersGone) {
        return List.of(
                new ControlGroup.Presence(online, gone),
                new ControlGroup.Presence(othersOnline, othersGone));
    }

    @Test
    public void listsRolloutsFromTheLastStarted() throws Exception {
        write(tx -> tx.create(rollout("meters"), text("meters"), T0));
        write(tx -> tx.create(rollout("aaa"), text("aaa"), T0));
        write(tx -> tx.save(rollout("meters").because("x")));
        assertThat(lasting().rollouts().stream().map(Rollout::name).toList())
                .containsExactly(name("aaa"), METERS);
        assertThat(now().rollouts().get(0)).isEqualTo(rollout("aaa"));
        assertThat(now().rolloutsGoingOn()).isEqualTo(now().rollouts());
        write(tx -> tx.save(rollout("aaa").in(new RolloutState.Halted("stop", true), "stop")));
        assertThat(lasting().rolloutsGoingOn().stream().map(Rollout::name).toList())
                .containsExactly(METERS);
        assertThat(lasting().rolloutsNotOver()).isEqualTo(now().rollouts());
        Rollout aborted = now().rollouts().get(0).in(new RolloutState.Aborted("no"), "no");
        write(tx -> tx.save(aborted));
        assertThat(lasting().rolloutsNotOver().stream().map(Rollout::name).toList())
                .containsExactly(METERS);
        assertThat(now().campaignText(METERS)).contains(text("meters"));
        assertThat(now().campaignText(PLUGS)).isEmpty();
        assertThat(now().appliedAt(METERS)).contains(T0);
        assertThat(now().appliedAt(PLUGS)).isEmpty();
        assertThat(now().rollout(PLUGS)).isEmpty();
    }

    @Test
    public void listsDynamicRolloutsThatHaveNotEndedAndKeepsHowManyJoined() throws Exception {
        write(tx -> tx.create(rollout("meters"), text("meters"), T0));
        write(tx -> tx.create(rollout("dynamic"), text("dynamic"), T0));
        write(tx -> tx.create(rollout("dynamic2"), text("dynamic2"), T0));
        write(tx -> tx.save(rollout("dynamic2").frozen(7).joining().joining()));
        assertThat(lasting().rolloutsDynamic().stream().map(Rollout::name).toList())
                .containsExactly(name("dynamic2"), name("dynamic"));
        assertThat(now().rollout(name("dynamic2")).orElseThrow().joined()).isEqualTo(2);
        assertThat(now().rollout(name("dynamic2")).orElseThrow().devices()).isEqualTo(9);
        write(tx -> tx.save(rollout("dynamic").in(new RolloutState.Aborted("no"), "no")));
        assertThat(now().rolloutsDynamic().stream().map(Rollout::name).toList())
                .containsExactly(name("dynamic2"));
    }

    @Test
    public void refusesASecondRolloutOfANameAndAStaleOne() {
        write(tx -> tx.create(rollout("meters"), text("meters"), T0));
        assertThatThrownBy(() -> write(tx -> tx.create(rollout("meters"), "other", T0)))
                .isInstanceOf(IllegalStateException.class);
        write(tx -> tx.save(rollout("meters").commanding(1)));
        assertThatThrownBy(() -> write(tx -> tx.save(rollout("meters").commanding(1))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("stale");
        assertThat(now().campaignText(METERS)).contains(text("meters"));
        assertThat(now().rollout(METERS).orElseThrow().commanded()).isEqualTo(1);
    }

    @Test
    public void aModelAddedToAReleaseLaterDoesNotChangeARollout() throws Exception {
        Release one = new Release(releaseName("2.1.0"), Map.of(METER, artifact(METER)));
        Rollout running = Rollout.preparing(StoreFixtures.campaign("meters"), one);
        write(
                tx -> {
                    tx.add(one.name(), artifact(METER), T0);
                    tx.create(running, text("meters"), T0);
                    tx.add(one.name(), artifact(PLUG), at(1));
                });
        assertThat(lasting().rollout(METERS)).contains(running);
        assertThat(lasting().release(one.name())).contains(release());
    }

    @Test
    public void keepsReleasesFromTheLastAdded() throws Exception {
        write(tx -> tx.add(releaseName("2.1.0"), artifact(PLUG), T0));
        write(tx -> tx.add(releaseName("2.0.9"), artifact(METER), at(1)));
        write(tx -> tx.add(releaseName("2.1.0"), artifact(METER), at(2)));
        write(tx -> tx.add(releaseName("2.1.0"), artifact(METER), at(3)));
        assertThat(lasting().releases())
                .containsExactly(
                        new Release(releaseName("2.0.9"), Map.of(METER, artifact(METER))),
                        release());
        assertThat(now().release(releaseName("9"))).isEmpty();
        assertThat(now().hasArtifact(artifact(PLUG).content().sha256())).isTrue();
        assertThat(now().hasArtifact(digest("other"))).isFalse();
        Artifact other = new Artifact(artifact(METER).content(), digest("other"));
        assertThatThrownBy(() -> write(tx -> tx.add(releaseName("2.1.0"), other, at(4))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another artifact");
    }

    private static Device revised(Device d, long revision) {
        return d.withRevision(revision);
    }

    private static Rollout revised(Rollout r, long revision) {
        return r.draft().revision(revision).build();
    }
}
