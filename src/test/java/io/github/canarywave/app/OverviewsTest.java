package io.github.canarywave.app;

import static io.github.canarywave.domain.rollout.Samples.at;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.app.Overview.Kind;
import io.github.canarywave.app.Overview.Need;
import io.github.canarywave.app.RolloutStatus.GateStatus;
import io.github.canarywave.app.RolloutStatus.WaveStatus;
import io.github.canarywave.domain.rollout.GateNumbers;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.Samples;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What the overview says, and what it asks a person to look at. */
class OverviewsTest {
    private final Bench bench = Bench.started(Samples.campaign(), 20);
    private final TurnLoop loop =
            new TurnLoop(bench.turns, bench.store, bench.inbox, bench, () -> bench.now().wall());
    private final Curves curves = new Curves(bench.store, () -> bench.now().wall(), (_, _) -> {});
    private final List<ServerCertificate> certificates = new ArrayList<>();
    private BrokerVerdict broker = new BrokerVerdict.Passed();
    private final Overviews overviews =
            new Overviews(
                    bench.store,
                    loop,
                    curves,
                    () -> broker,
                    () -> certificates,
                    new FleetDesk(bench.store, loop, () -> Samples.T0, List::of)::numbers,
                    () -> bench.now().wall());

    @AfterEach
    void stop() {
        curves.close();
    }

    private Need need() {
        List<Need> needs = overviews.now().needs();
        assertThat(needs).hasSize(1);
        return needs.getFirst();
    }

    @Test
    void nothingNeedsAPersonWhileAllIsWell() {
        Overview overview = overviews.now();
        assertThat(overview.needs()).isEmpty();
        assertThat(overview.fleet()).isEqualTo(new FleetViews.Numbers(20, 20, 20, 0, 0));
        Overview.Summary one = overview.campaigns().getFirst();
        assertThat(one.name()).isEqualTo("lamps");
        assertThat(one.state()).isEqualTo("Running");
        assertThat(one.wave()).contains(new Overview.WaveAt("canary", 1, 2));
        assertThat(one.cohort()).isEqualTo(20);
        assertThat(one.running() + one.waiting()).isEqualTo(20);
        assertThat(one.etaSeconds()).as("nothing confirmed yet").isEmpty();
        assertThat(overview.more()).isZero();
    }

    @Test
    void aHaltedCampaignComesFirstWithItsReason() {
        bench.turns.halt(Bench.NAME, "smoke", bench.now());
        Need halted = need();
        assertThat(halted.kind()).isEqualTo(Kind.HALTED);
        assertThat(halted.campaign()).contains("lamps");
        assertThat(halted.text()).contains("smoke");
        assertThat(halted.since()).contains(bench.now().wall());
        assertThat(halted.href()).isEqualTo("/campaigns/lamps");
    }

    @Test
    void aCampaignThatAGatePausedWaitsForAPersonOneThatAPersonPausedDoesNot() {
        in(new RolloutState.Paused("failureRate 3% > 1%", "0/0"), "failureRate 3% > 1%");
        assertThat(need().kind()).isEqualTo(Kind.PAUSED);
        assertThat(need().text()).isEqualTo("failureRate 3% > 1%");
        in(new RolloutState.Paused("lunch", ""), "lunch");
        assertThat(overviews.now().needs()).isEmpty();
    }

    private void in(RolloutState state, String why) {
        bench.store.write(
                tx -> {
                    tx.save(tx.rollout(Bench.NAME).orElseThrow().in(state, why));
                    return tx;
                });
    }

    @Test
    void whoMustApproveIsToldSinceWhen() {
        bench.store.write(
                tx -> {
                    tx.save(tx.rollout(Bench.NAME).orElseThrow().asking(at(5), at(6)));
                    return tx;
                });
        assertThat(need().kind()).isEqualTo(Kind.APPROVAL);
        assertThat(need().since()).contains(at(6));
    }

    @Test
    void aRolloutThatDoesNotMoveWithDevicesAtWorkIsStuck() {
        curves.changed(Bench.NAME);
        curves.look();
        assertThat(overviews.now().needs()).isEmpty();
        bench.pass(Needs.STUCK.toSeconds() + 60);
        overviews.changed(Bench.NAME);
        Need stuck = need();
        assertThat(stuck.kind()).isEqualTo(Kind.STUCK);
        assertThat(stuck.text()).startsWith("nothing has moved for 61 min: 5 devices are between");
    }

    @Test
    void aGateNearItsLimitIsToldBeforeItFails() {
        assertThat(near(0.79, 100)).isEmpty();
        assertThat(near(0.8, 100))
                .singleElement()
                .satisfies(need -> assertThat(need.kind()).isEqualTo(Kind.GATE_NEAR))
                .satisfies(need -> assertThat(need.text()).isEqualTo("wave canary: close"));
        assertThat(near(0.9, 99)).as("too few say anything").isEmpty();
    }

    private List<Need> near(double used, long sample) {
        GateNumbers numbers =
                new GateNumbers(
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        OptionalLong.of(sample),
                        OptionalLong.of(100),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        OptionalDouble.of(used));
        WaveStatus canary =
                new WaveStatus(
                        "canary",
                        "10",
                        10,
                        "running",
                        0,
                        0,
                        0,
                        "",
                        List.of(new GateStatus("failureRate", "passing", "close", numbers)));
        return bench.store.read(
                reads -> {
                    RolloutStatus now = Statuses.of(reads, bench.rollout(), bench.now());
                    RolloutStatus status =
                            new RolloutStatus(
                                    now.name(),
                                    now.product(),
                                    now.version(),
                                    now.state(),
                                    now.reason(),
                                    now.byGate(),
                                    now.cohort(),
                                    now.startedAt(),
                                    now.endedAt(),
                                    now.states(),
                                    now.inFlight(),
                                    now.window(),
                                    now.parked(),
                                    now.rollback(),
                                    List.of(canary),
                                    now.failures(),
                                    now.events());
                    Speed speed = new Speed(0, Duration.ZERO, Optional.empty());
                    return new Needs(
                                    reads,
                                    bench.rollout(),
                                    status,
                                    speed,
                                    bench.now(),
                                    bench.now().wall())
                            .all();
                });
    }

    private static ServerCertificate certificate(String scope, String name, Instant expires) {
        return new ServerCertificate(scope, "CN=" + name, name, expires);
    }

    @Test
    void whatIsOutsideOfCampaignsIsToldToo() {
        broker = new BrokerVerdict.Failed(List.of("anybody may publish to canarywave/#"));
        certificates.add(certificate("standby-root", "b", at(86_400 * 12 + 60)));
        certificates.add(certificate("standby-root", "b", at(86_400 * 12 + 60)));
        certificates.add(certificate("root", "a", Samples.T0.plus(Duration.ofDays(400))));
        List<Need> needs = overviews.now().needs();
        assertThat(needs).extracting(Need::kind).containsExactly(Kind.CERTIFICATE, Kind.BROKER);
        assertThat(needs.getFirst().text())
                .isEqualTo("standby-root certificate CN=b expires in 12 days");
        assertThat(needs.getLast().text()).contains("anybody may publish");
    }

    @Test
    void whatHasEndedIsCountedAgainOnlyWhenItChanges() {
        in(new RolloutState.Done("all"), "all");
        Overview.Summary done = overviews.now().campaigns().getFirst();
        assertThat(done.state()).isEqualTo("Done");
        assertThat(done.waiting() + done.running()).isEqualTo(20);
        in(new RolloutState.Done("all again"), "all again");
        assertThat(overviews.now().campaigns()).containsExactly(done);
        overviews.changed(Bench.NAME);
        assertThat(overviews.now().campaigns().getFirst().reason()).isEqualTo("all again");
    }
}
