package io.github.canarywave.app;

import static io.github.canarywave.app.StoreFixtures.METER;
import static io.github.canarywave.app.StoreFixtures.PLUG;
import static io.github.canarywave.app.StoreFixtures.T0;
import static io.github.canarywave.app.StoreFixtures.birth;
import static io.github.canarywave.app.StoreFixtures.name;
import static io.github.canarywave.app.StoreFixtures.rollout;
import static io.github.canarywave.app.StoreFixtures.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.CohortOrder;
import io.github.canarywave.domain.rollout.CohortOrder.Member;
import io.github.canarywave.domain.rollout.HearingTime;
import io.github.canarywave.domain.rollout.Preference;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.Selecting;
import io.github.canarywave.domain.rollout.Selection.Selected;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** A cohort is the same whatever keeps it, and whenever the process died while it was frozen. */
public abstract class StoreCohortContract extends StoreHarness {
    /** Each on every store; 1 000 more orders, without a store, stand in OrderPropertiesTest. */
    private static final int FLEETS = Integer.getInteger("cohort.fleets", 100);

    private static final int DYNAMIC_FLEETS = FLEETS / 3;

    private static final Now NOW = new Now(HearingTime.first(T0));

    @Test
    public void freezesTheSameCohortOnEachStoreBeforeAndAfterACrash() throws Exception {
        for (int fleet = 0; fleet < FLEETS; fleet++) {
            Random random = new Random(fleet);
            CampaignName name = name("fleet-" + fleet);
            List<Device> devices = devices("" + fleet, 0, random);
            write(
                    tx -> {
                        devices.forEach(device -> tx.register(device, "h"));
                        tx.create(rollout(name.value()), text(name.value()), T0);
                    });
            Freezer dies = new Freezer(store);
            for (int turns = random.nextInt(4); turns > 0; turns--) dies.turn(NOW, _ -> {});
            if (fleet % 10 == 0) store = restarted(store);
            freeze();
            Rollout frozen = now().rollout(name).orElseThrow();
            assertThat(seats(name)).as("fleet %s", fleet).isEqualTo(expected(frozen, devices));
            assertThat(frozen.cohort()).isEqualTo(seats(name).size());
        }
    }

    private void freeze() {
        Freezer freezer = new Freezer(store);
        boolean more;
        do more = freezer.turn(NOW, _ -> {});
        while (more);
    }

    @Test
    public void joinersMoveNobodyAndGetTheSameSeatsOnEachStoreBeforeAndAfterACrash()
            throws Exception {
        for (int fleet = 0; fleet < DYNAMIC_FLEETS; fleet++) {
            Random random = new Random(fleet);
            CampaignName name = name("fleet-d" + fleet);
            List<Device> first = devices("d" + fleet, 0, random);
            write(
                    tx -> {
                        first.forEach(device -> tx.register(device, "h"));
                        tx.create(rollout(name.value()), text(name.value()), T0);
                    });
            freeze();
            Rollout frozen = now().rollout(name).orElseThrow();
            List<Seat> before = seats(name);
            assertThat(before).isEqualTo(expected(frozen, first));
            List<Seat> seats = new ArrayList<>(before);
            for (int batch = 1; batch < 3; batch++) {
                List<Device> joiners = devices("d" + fleet, batch, random);
                write(tx -> joiners.forEach(device -> tx.register(device, "h")));
                seats.addAll(joined(frozen, joiners, before, seats.size()));
                if (fleet % 5 == batch) store = restarted(store);
                sweep();
                assertThat(seats(name)).as("fleet %s", fleet).isEqualTo(seats);
                // A process that starts anew looks at all of them once more.
                sweep();
                assertThat(seats(name)).as("fleet %s again", fleet).isEqualTo(seats);
            }
            Rollout after = now().rollout(name).orElseThrow();
            assertThat(after.cohort()).isEqualTo(before.size());
            assertThat(after.joined()).isEqualTo(seats.size() - before.size());
            write(tx -> tx.save(after.in(new RolloutState.Aborted("test"), "test")));
        }
    }

    private void sweep() {
        Sweeper sweeper = new Sweeper(store);
        boolean more;
        do more = sweeper.turn(NOW).isPresent();
        while (more);
    }

    /** Behind the others, in the wave of their number; nobody of them makes a stratum. */
    private static List<Seat> joined(
            Rollout frozen, List<Device> joiners, List<Seat> before, int from) {
        Set<String> strata = before.stream().map(Seat::stratum).collect(Collectors.toSet());
        Selecting selecting =
                new Selecting(frozen.campaign().cohort(), frozen.release(), NOW.hearing());
        List<Seat> seats = new ArrayList<>();
        for (Device device : joiners)
            if (selecting.of(device, Optional.empty()) instanceof Selected(var stratum)) {
                double u = CohortOrder.unit(frozen.campaign().seed(), device.id().value());
                int wave = frozen.cohort() > 0 && u * frozen.cohort() < 4 ? 0 : 1;
                seats.add(
                        new Seat(
                                device.id(),
                                from + seats.size(),
                                wave,
                                strata.contains(stratum) ? stratum : CohortOrder.REST));
            }
        return seats;
    }

    /** A random part of them is not selected by {@link StoreFixtures#campaign}. */
    private static List<Device> devices(String fleet, int batch, Random random) {
        List<Device> devices = new ArrayList<>();
        for (int i = 0; i < 5 + random.nextInt(60); i++) {
            Map<String, String> labels =
                    Map.of("fleet", fleet, "ring", random.nextBoolean() ? "lab" : "all");
            DeviceId id = new DeviceId("f%s-%d%03d".formatted(fleet, batch, i));
            Device device = Device.registered(id, random.nextBoolean() ? METER : PLUG, labels);
            String version = List.of("1.0.0", "1.9.0", "nightly", "2.1.0").get(random.nextInt(4));
            devices.add(device.born(birth(version), T0).device());
        }
        return devices;
    }

    private record Seat(DeviceId device, int position, int wave, String stratum) {}

    private List<Seat> seats(CampaignName name) {
        return now().attemptsIn(name, Set.of("Queued"), Integer.MAX_VALUE).stream()
                .map(a -> new Seat(a.device(), a.position(), a.wave(), a.stratum()))
                .toList();
    }

    /** Without any store. */
    private static List<Seat> expected(Rollout rollout, List<Device> devices) {
        var waves = rollout.campaign().waves();
        Selecting selecting =
                new Selecting(rollout.campaign().cohort(), rollout.release(), NOW.hearing());
        List<Member> members = new ArrayList<>();
        for (Device device : devices)
            if (selecting.of(device, Optional.empty()) instanceof Selected(var stratum))
                members.add(
                        new Member(device.id(), stratum, Preference.of(device.labels(), waves)));
        List<Member> order = CohortOrder.order(members, rollout.campaign().seed(), waves);
        List<Seat> seats = new ArrayList<>();
        for (Member member : order) {
            int position = seats.size();
            Attempt attempt =
                    Attempt.frozen(
                            rollout.name(),
                            member.device(),
                            position,
                            io.github.canarywave.domain.rollout.WaveSpan.waveOf(
                                    waves, position, order.size()),
                            member.stratum());
            seats.add(new Seat(attempt.device(), position, attempt.wave(), attempt.stratum()));
        }
        return seats;
    }
}
