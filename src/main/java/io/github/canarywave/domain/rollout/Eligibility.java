package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.Birth;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.Running;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The only thing that decides which device may be commanded; the scheduler and explain both ask it.
 */
public final class Eligibility {
    /** How long a device that must not go is left alone before it is looked at again. */
    static final Duration LOOK_AGAIN = Duration.ofMinutes(10);

    /** A device is looked at again after so long at the latest, whatever keeps it. */
    static final Duration LOOK_AGAIN_AT_LATEST = Duration.ofHours(1);

    private Eligibility() {}

    /** Every condition, in the order in which people ask. */
    public static List<Condition> of(Candidate candidate, Rollout rollout, HearingTime time) {
        return of(candidate, rollout, new Windows(rollout.campaign().window(), time), time.now());
    }

    private static List<Condition> of(
            Candidate candidate, Rollout rollout, Windows windows, Instant now) {
        Device device = candidate.device();
        Attempt attempt = candidate.attempt();
        Optional<Running> running = device.running();
        return List.of(
                Condition.of(
                        "rollout-running",
                        "rollout is " + rollout.state().word(),
                        rollout.running()),
                waveOpen(attempt, rollout),
                stratum(attempt, rollout),
                windows.condition(device),
                Condition.of(
                        "attempt-queued",
                        "attempt " + attempt.number() + " is " + attempt.state().word(),
                        attempt.state() instanceof State.Queued),
                waitOver(attempt, now),
                Condition.of(
                        "device-online",
                        device.online() ? "device is online" : "device is offline",
                        device.online()),
                notHeld(device),
                model(device),
                Condition.of(
                        "image-not-current",
                        "device runs "
                                + running.map(r -> r.version().value()).orElse("nothing known"),
                        running.filter(rollout.wantedBy(device)::isRunBy).isEmpty()),
                securityVersion(running, rollout.wantedBy(device).securityVersion()),
                notBusy(device, rollout.name()),
                counterLeft(device));
    }

    /** The first condition that is not met. */
    public static Optional<Condition> obstacle(
            Candidate candidate, Rollout rollout, HearingTime time) {
        return first(of(candidate, rollout, time));
    }

    /** The first condition that is not met, for one of many devices at the same time. */
    static Optional<Condition> obstacle(
            Candidate candidate, Rollout rollout, Windows windows, Instant now) {
        return first(of(candidate, rollout, windows, now));
    }

    /** The first of these that is not met. */
    public static Optional<Condition> first(List<Condition> conditions) {
        return conditions.stream().filter(c -> !c.met()).findFirst();
    }

    private static Condition waveOpen(Attempt attempt, Rollout rollout) {
        boolean open = attempt.wave() <= rollout.openWave();
        String name = rollout.wave(attempt.wave()).name();
        return Condition.of(
                "wave-open", "wave " + name + (open ? " is open" : " is not open"), open);
    }

    private static Condition stratum(Attempt attempt, Rollout rollout) {
        String held = rollout.rulings().heldStrata().get(attempt.stratum());
        return Condition.of(
                "stratum-not-held",
                held == null ? "its stratum is not held" : "held, " + held,
                held == null);
    }

    private static Condition waitOver(Attempt attempt, Instant now) {
        Instant notBefore =
                attempt.state() instanceof State.Queued(var earliest, _) ? earliest : Instant.EPOCH;
        return notBefore.isAfter(now)
                ? Condition.until(
                        "wait-over",
                        "waits "
                                + Duration.between(now, notBefore).toSeconds()
                                + " s more"
                                + attempt.lastCode().map(c -> " after " + c.word()).orElse(""),
                        false,
                        notBefore)
                : Condition.of("wait-over", "no wait", true);
    }

    private static Condition model(Device device) {
        Optional<Birth> birth = device.birth();
        String said = birth.map(b -> b.model().value()).orElse("nothing");
        return Condition.of(
                "model-as-registered",
                "device says model " + said + ", registered as " + device.model(),
                birth.filter(b -> b.model().equals(device.model())).isPresent());
    }

    private static Condition securityVersion(Optional<Running> running, int wanted) {
        int runs = running.map(Running::securityVersion).orElse(0);
        return Condition.of(
                "security-version",
                "device has security version " + runs + ", the release " + wanted,
                runs <= wanted);
    }

    /** A command and its withdrawal each need a number that the wire can carry. */
    private static Condition counterLeft(Device device) {
        return Condition.of(
                "counter-left",
                "device is at counter " + device.counter() + " of " + Device.COUNTER_MAX,
                device.counter() <= Device.COUNTER_MAX - 2);
    }

    private static Condition notHeld(Device device) {
        return Condition.of(
                "not-held",
                device.held().map(why -> "device is held " + why).orElse("nobody holds the device"),
                device.held().isEmpty());
    }

    private static Condition notBusy(Device device, CampaignName rollout) {
        boolean free = device.busy().filter(other -> !other.equals(rollout)).isEmpty();
        return Condition.of(
                "not-busy",
                device.busy().map(other -> "device is busy with " + other).orElse("device is free"),
                free);
    }
}
