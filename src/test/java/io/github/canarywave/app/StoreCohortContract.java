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
import io.github.canarywave.domain.rollout.Selecting;
import io.github.canarywave.domain.rollout.Selection.Selected;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** A cohort is the same whatever keeps it, and whenever the process died while it was frozen. */
public abstract class StoreCohortContract extends StoreHarness {
    /** Each on every store; 1 000 more orders stand in OrderPropertiesTest. */
    private static final int FLEETS = 100;

    private static final Now NOW = new Now(HearingTime.first(T0));

    @Test
    public void freezesTheSameCohortOnEachStoreBeforeAndAfterACrash() throws Exception {
        for (int fleet = 0; fleet < FLEETS; fleet++) {
            Random random = new Random(fleet);
            CampaignName name = name("fleet-" + fleet);
            List<Device> devices = devices(fleet, random);
            write(
                    tx -> {
                        devices.forEach(device -> tx.register(device, "h"));
                        tx.create(rollout(name.value()), text(name.value()), T0);
                    });
            Freezer dies = new Freezer(store);
            for (int turns = random.nextInt(4); turns > 0; turns--) dies.turn(NOW, _ -> {});
            if (fleet % 10 == 0) store = restarted(store);
            Freezer restarted = new Freezer(store);
            boolean more;
            do more = restarted.turn(NOW, _ -> {});
            while (more);
            Rollout frozen = now().rollout(name).orElseThrow();
            assertThat(seats(name)).as("fleet %s", fleet).isEqualTo(expected(frozen, devices));
            assertThat(frozen.cohort()).isEqualTo(seats(name).size());
        }
    }

    /** A random part of them is not selected by {@link StoreFixtures#campaign}. */
    private static List<Device> devices(int fleet, Random random) {
        List<Device> devices = new ArrayList<>();
        for (int i = 0; i < 5 + random.nextInt(60); i++) {
            Map<String, String> labels =
                    Map.of(
                            "fleet",
                            Integer.toString(fleet),
                            "ring",
                            random.nextBoolean() ? "lab" : "all");
            DeviceId id = new DeviceId("f%d-%03d".formatted(fleet, i));
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
