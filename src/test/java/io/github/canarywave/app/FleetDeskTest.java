package io.github.canarywave.app;

import static io.github.canarywave.domain.rollout.Samples.campaign;
import static io.github.canarywave.domain.rollout.Samples.failures;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.app.FleetViews.Adopted;
import io.github.canarywave.app.FleetViews.Adoption;
import io.github.canarywave.app.FleetViews.Anchor;
import io.github.canarywave.app.FleetViews.Numbers;
import io.github.canarywave.app.FleetViews.Page;
import io.github.canarywave.app.FleetViews.ReleaseRate;
import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.rollout.ReleaseState;
import io.github.canarywave.domain.rollout.Samples;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

class FleetDeskTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final Bench bench = new Bench(campaign(failures(10, 5)), 6);
    private final TurnLoop loop =
            new TurnLoop(bench.turns, bench.store, bench.inbox, bench, () -> bench.now().wall());
    private Instant wall = Samples.T0;
    private final ServerCertificate root =
            new ServerCertificate("root", "CN=root", "00aa", Samples.T0.plus(DAY.multipliedBy(40)));
    private final FleetDesk desk =
            new FleetDesk(bench.store, loop, () -> wall, () -> List.of(root));
    private final FleetDiary diary = new FleetDiary(bench.store, () -> wall);

    FleetDeskTest() {
        loop.start();
        bench.store.write(
                tx -> {
                    Samples.release()
                            .artifacts()
                            .values()
                            .forEach(file -> tx.add(Samples.release().name(), file, Samples.T0));
                    return tx;
                });
    }

    @AfterEach
    void stop() {
        loop.close();
    }

    private void runs(int device, String version) {
        bench.store.write(
                tx -> {
                    tx.save(
                            tx.device(Samples.id(device))
                                    .orElseThrow()
                                    .born(Samples.birth(version, device), Samples.T0)
                                    .device());
                    return tx;
                });
    }

    private static DeviceFilter versions(String... names) {
        Set<Version> versions =
                List.of(names).stream()
                        .map(Version::new)
                        .collect(java.util.stream.Collectors.toSet());
        return new DeviceFilter(
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                Set.of(),
                Set.of(),
                versions,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                "");
    }

    private static DeviceFilter named(String wave) {
        return new DeviceFilter(
                Optional.of(Samples.NAME),
                Optional.of(wave),
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                "");
    }

    @Test
    void countsWhoRunsTheNewestPublishedRelease() {
        runs(0, Samples.NEW);
        runs(1, Samples.OLD);
        runs(2, Samples.OLD);
        assertThat(desk.numbers()).isEqualTo(new Numbers(6, 3, 1, 2, 3));
        bench.store.write(
                tx -> {
                    tx.catalogue().put(Samples.release().name(), new ReleaseState.Revoked("bad"));
                    return tx;
                });
        assertThat(desk.numbers().outdated()).as("nothing newer is published").isZero();
    }

    @Test
    void tellsWhatEachDayEndedWith() {
        runs(0, Samples.OLD);
        wall = Samples.T0.plus(DAY);
        diary.look();
        runs(0, Samples.NEW);
        runs(1, Samples.NEW);
        diary.look();
        wall = Samples.T0.plus(DAY.multipliedBy(3));
        Adoption adoption = desk.adoption(5, Optional.empty());
        assertThat(adoption.days()).hasSize(5);
        assertThat(adoption.days().getLast()).isEqualTo(FleetDays.day(wall));
        assertThat(adoption.versions())
                .containsExactly(
                        new Adopted(new Version(Samples.NEW), List.of(0L, 0L, 0L, 0L, 2L)),
                        new Adopted(new Version(Samples.OLD), List.of(0L, 1L, 1L, 1L, 0L)));
        assertThat(adoption.other()).containsOnly(0L);
    }

    @Test
    void tellsWhoRunsAReleaseAndWhoSignedIt() {
        runs(0, Samples.NEW);
        ReleaseRate rate = desk.rates().getFirst();
        assertThat(rate.devices()).isEqualTo(1);
        assertThat(rate.failedShare()).isEmpty();
        assertThat(
                        new ReleaseRate(rate.release(), "published", 0, 3, 1, List.of(), false)
                                .failedShare())
                .contains(0.25);
        assertThat(rate.signedBy()).isNotEmpty();
    }

    @Test
    void tellsWhomDevicesTrustAndWhatEnds() {
        assertThat(desk.trust().anchors())
                .noneMatch(anchor -> anchor.devices() > 0)
                .allMatch(anchor -> anchor.name().isPresent());
        runs(0, Samples.NEW);
        assertThat(desk.trust().anchors())
                .extracting(Anchor::devices)
                .allMatch(devices -> devices <= 1);
        assertThat(desk.trust().certificates()).containsExactly(root);
    }

    @Test
    void holdsWhatAFilterLeavesAndLetsItGo() {
        runs(0, Samples.OLD);
        runs(1, Samples.OLD);
        runs(2, Samples.NEW);
        DeviceFilter old = versions(Samples.OLD);
        assertThat(desk.hold(old, "ada", "water")).isEqualTo(new Outcome.Done<>(2));
        assertThat(bench.device(0).held()).contains("by ada: water");
        assertThat(bench.device(2).held()).isEmpty();
        assertThat(desk.hold(old, "bob", "again")).isEqualTo(new Outcome.Done<>(0));
        assertThat(bench.device(0).held()).contains("by ada: water");
        List<AuditLine> audit = bench.store.read(reads -> reads.people().audit(Long.MAX_VALUE, 5));
        assertThat(audit)
                .extracting(AuditLine::why)
                .contains("2 of version=" + Samples.OLD + ": water");
        assertThat(desk.unhold(old, "ada", "")).isEqualTo(new Outcome.Done<>(2));
        assertThat(bench.device(0).held()).isEmpty();
        assertThat(desk.hold(DeviceFilter.ANY, "ada", "all")).isInstanceOf(Outcome.Invalid.class);
        assertThat(desk.hold(old, "ada", " ")).isInstanceOf(Outcome.Invalid.class);
    }

    @Test
    void aFilterThatNamesWhatIsNotThereIsTold() {
        assertThat(search(named("nowhere"), "id")).asString().contains("wave must be one of");
        assertThat(search(versions("9"), "state")).asString().contains("needs a campaign");
        assertThat(search(versions("9"), "-version")).isInstanceOf(Outcome.Done.class);
    }

    private Outcome<Page> search(DeviceFilter filter, String sort) {
        return desk.search(filter, DeviceSort.of(sort).orElseThrow(), Optional.empty(), 5);
    }
}
