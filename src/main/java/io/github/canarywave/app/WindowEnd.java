package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.UpdateWindow.AtEnd;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.States;
import io.github.canarywave.domain.rollout.Windows;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes back what has not begun to install when its window has closed, where the campaign asks for
 * it; it is tried again when the window opens. Confined to the turn thread.
 */
final class WindowEnd {
    /** Between two looks, in running time: those in flight are read for each. */
    private static final Duration LOOKS_APART = Duration.ofSeconds(5);

    /** Attempts taken back in one transaction: each one costs a signature and some rows. */
    private static final int CHUNK_ROWS = 250;

    private static final Set<String> STARTING = Set.copyOf(States.STARTING);

    private final Store store;
    private final CommandForge forge;
    private Duration nextLook = Duration.ZERO;

    WindowEnd(Store store, CommandForge forge) {
        this.store = store;
        this.forge = forge;
    }

    /** Does one chunk; what is to be done after its commit, or nothing if none was left. */
    Optional<Effects> turn(Now now) {
        if (now.time().ran().compareTo(nextLook) < 0 || !now.time().wallTrusted())
            return Optional.empty();
        for (Rollout rollout : store.read(Store.Reads::rolloutsGoingOn)) {
            if (rollout.campaign().window().atEnd() != AtEnd.CANCEL) continue;
            List<Attempt> late = store.read(reads -> late(reads, rollout, now));
            if (!late.isEmpty()) return Optional.of(takeBack(rollout.name(), now));
        }
        nextLook = now.time().ran().plus(LOOKS_APART);
        return Optional.empty();
    }

    private Effects takeBack(CampaignName name, Now now) {
        return store.write(
                tx -> {
                    Effects effects = new Effects();
                    Book book = new Book(tx, now, effects);
                    Withdrawal withdrawal = new Withdrawal(tx, now, effects, forge, book);
                    for (Attempt attempt : late(tx, book.rollout(name), now))
                        withdrawal.takeBackForLater(attempt, "its window has closed");
                    book.close();
                    return effects;
                });
    }

    private static List<Attempt> late(Store.Reads reads, Rollout rollout, Now now) {
        Windows windows = new Windows(rollout.campaign().window(), now.time());
        List<Attempt> starting = reads.attemptsIn(rollout.name(), STARTING, Integer.MAX_VALUE);
        Map<DeviceId, Device> devices =
                reads.devices(starting.stream().map(Attempt::device).toList());
        return starting.stream()
                .filter(attempt -> closed(windows, devices, attempt))
                .limit(CHUNK_ROWS)
                .toList();
    }

    private static boolean closed(Windows windows, Map<DeviceId, Device> devices, Attempt attempt) {
        Device device = devices.get(attempt.device());
        if (device == null)
            throw new IllegalStateException("no device " + attempt.device() + " of an attempt");
        return windows.closed(device);
    }
}
