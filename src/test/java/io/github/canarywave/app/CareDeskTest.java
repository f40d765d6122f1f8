package io.github.canarywave.app;

import static io.github.canarywave.domain.rollout.Samples.campaign;
import static io.github.canarywave.domain.rollout.Samples.failures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.canarywave.app.Operations.DeviceStatus;
import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.domain.campaign.DeviceQuery;
import io.github.canarywave.domain.campaign.Expression;
import io.github.canarywave.domain.campaign.Selector;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Samples;
import io.github.canarywave.domain.rollout.State;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

class CareDeskTest {
    private final Bench bench = new Bench(campaign(failures(10, 5)), 6);
    private final TurnLoop loop =
            new TurnLoop(bench.turns, bench.store, bench.inbox, bench, () -> bench.now().wall());
    private final CareDesk care = new CareDesk(bench.store, loop);

    CareDeskTest() {
        loop.start();
    }

    @AfterEach
    void stop() {
        loop.close();
    }

    @Test
    void aHeldDeviceIsNotCommandedAndOneLetGoIs() {
        for (int i = 0; i < 6; i++) {
            DeviceId id = Samples.id(i);
            assertThat(done(care.hold(id, "ada", "bench")).held()).contains("by ada: bench");
        }
        for (int i = 0; i < 6; i++) offerBirth(i);
        await().until(() -> bench.rollout().openWave() == 0 && allHeard());
        await().until(() -> bench.rollout().reason().contains("are offline, held"));
        assertThat(bench.published).isEmpty();
        assertThat(bench.attempt(3).state()).isEqualTo(waiting(bench.attempt(3)));
        assertThat(done(care.unhold(Samples.id(3), "bob", "")).held()).isEmpty();
        await().until(() -> bench.published.size() == 1);
        assertThat(bench.published.getFirst().device()).isEqualTo(Samples.id(3));
        assertThat(facts(3)).contains("held by ada: bench", "unheld by bob");
    }

    /** No wait was put upon it meanwhile. */
    private static State waiting(Attempt attempt) {
        return new State.Queued(java.time.Instant.EPOCH, attempt.giveUpAt());
    }

    private boolean allHeard() {
        for (int i = 0; i < 6; i++) if (!bench.device(i).online()) return false;
        return true;
    }

    private void offerBirth(int device) {
        bench.inbox.offer(
                new Heard.Born(
                        Samples.id(device), Samples.birth(Samples.OLD, 2), Heard.Receipt.NONE));
    }

    private List<String> facts(int device) {
        return bench.store.read(reads -> reads.deviceFacts(Samples.id(device), 9)).stream()
                .map(fact -> fact.what() + " " + fact.why())
                .toList();
    }

    @Test
    void aHoldNeedsAReasonAndADevice() {
        assertThat(care.hold(Samples.id(1), "ada", " ")).isInstanceOf(Outcome.Invalid.class);
        assertThat(care.hold(Samples.id(1), "ada", "x".repeat(201)))
                .isInstanceOf(Outcome.Invalid.class);
        assertThat(care.hold(Samples.id(99), "ada", "x"))
                .isEqualTo(new Outcome.NotFound<>("no device dev-00099"));
        assertThat(care.unhold(Samples.id(1), "ada", ""))
                .isEqualTo(new Outcome.Conflict<>("nobody holds device dev-00001"));
        assertThat(bench.device(1).held()).isEmpty();
    }

    @Test
    void labelsAreSetAndTakenAway() {
        DeviceId id = Samples.id(2);
        care.label(id, Map.of("ring", "lab", "site", "north"), Set.of(), "ada");
        assertThat(done(care.label(id, Map.of("ring", "beta"), Set.of("site", "no"), "ada")))
                .extracting(DeviceStatus::labels)
                .isEqualTo(Map.of("ring", "beta"));
        assertThat(facts(2))
                .containsExactly(
                        "labelled by ada: {ring=beta}", "labelled by ada: {ring=lab, site=north}");
        done(care.label(id, Map.of("ring", "beta"), Set.of(), "ada"));
        assertThat(facts(2)).hasSize(2);
        assertThat(care.label(id, Map.of("-", "x"), Set.of(), "ada"))
                .isInstanceOf(Outcome.Invalid.class);
        assertThat(bench.device(2).labels()).isEqualTo(Map.of("ring", "beta"));
    }

    @Test
    void devicesAreFoundPageByPage() {
        for (int i = 0; i < 6; i += 2)
            care.label(Samples.id(i), Map.of("site", "north"), Set.of(), "ada");
        DeviceQuery north =
                new DeviceQuery(
                        new Selector(Map.of("site", "north"), List.of()), List.of(), List.of());
        List<DeviceId> found = new ArrayList<>();
        Optional<DeviceId> after = Optional.empty();
        int pages = 0;
        do {
            DeviceCare.Page page = care.find(north, after, 1);
            page.devices().forEach(device -> found.add(device.id()));
            after = page.next();
            pages++;
        } while (after.isPresent());
        assertThat(found).containsExactly(Samples.id(0), Samples.id(2), Samples.id(4));
        assertThat(pages).isEqualTo(3);
    }

    @Test
    void devicesAreFoundByTheirAttempts() {
        for (int i = 0; i < 6; i++) offerBirth(i);
        await().until(() -> bench.published.size() == 5);
        var commanded =
                new DeviceQuery(
                        Selector.ANY,
                        List.of(),
                        List.of(
                                new Expression.In("campaign", Set.of(Bench.NAME.value())),
                                new Expression.In("state", Set.of("Commanded"))));
        assertThat(care.find(commanded, Optional.empty(), 99).devices())
                .hasSize(5)
                .allMatch(d -> d.attempts().getFirst().state().equals("Commanded"));
        var other =
                new DeviceQuery(
                        Selector.ANY,
                        List.of(),
                        List.of(new Expression.In("campaign", Set.of("other"))));
        assertThat(care.find(other, Optional.empty(), 99).devices()).isEmpty();
    }

    private static DeviceStatus done(Outcome<DeviceStatus> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        return ((Outcome.Done<DeviceStatus>) outcome).value();
    }
}
