package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.ControlGroup;
import io.github.canarywave.domain.rollout.Counted;
import io.github.canarywave.domain.rollout.Outage;
import io.github.canarywave.domain.rollout.Outage.Group;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.State;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a device that is silent after installing is excused, because others that were not
 * commanded fell silent with it. Confined to one transaction.
 */
final class Silence {
    /** How soon an excused device is looked at again while the others are away. */
    private static final Duration RECHECK = Duration.ofMinutes(5);

    private final Store.Tx tx;
    private final Book book;
    private final Now now;
    // Many fall silent in the same minute, and who was there changes little within it.
    private final Map<Asked, ControlGroup> known = new HashMap<>();

    private record Asked(CampaignName rollout, Group group, long minute) {}

    Silence(Store.Tx tx, Book book, Now now) {
        this.tx = tx;
        this.book = book;
        this.now = now;
    }

    /** Waits longer for a device whose silence is shared; whether it is so. */
    boolean excuses(Attempt due) {
        if (!(due.state() instanceof State.Applying silent)) return false;
        if (silent instanceof State.Probation p && p.healthy()) return false; // Not silent: done.
        Rollout rollout = book.rollout(due.rollout());
        if (!rollout.running()) return false;
        Device device = book.device(due.device()).orElseThrow();
        boolean excused =
                tx.counted(due.rollout(), due.device()).filter(Counted::excused).isPresent();
        Optional<Outage> outage = rollout.rulings().outage();
        if (excused && outage.isPresent() && !outage.get().lasts())
            return waitsForReturn(due, silent, outage.get());
        Optional<Outage> shared =
                outage.filter(Outage::lasts)
                        .filter(o -> excused || o.group().has(device))
                        .or(() -> begun(rollout, device));
        shared.ifPresent(o -> book.excuse(due, silent.until(now.hearing().plus(RECHECK)), o.why()));
        return shared.isPresent();
    }

    /** The others are back; a day later its silence counts. */
    private boolean waitsForReturn(Attempt due, State.Applying silent, Outage outage) {
        Instant until = outage.waitUntil(now.hearing());
        if (!until.isAfter(now.hearing())) return false;
        book.excuse(due, silent.until(until), outage.why());
        return true;
    }

    private Optional<Outage> begun(Rollout rollout, Device device) {
        Optional<Outage> lasting = rollout.rulings().outage().filter(Outage::lasts);
        for (Group group : groups(device)) {
            ControlGroup controls = controls(rollout, group, device.heard());
            if (controls.excuses(rollout.acceptable())) {
                // Of another group than the one that is watched: it waits along with it.
                if (lasting.isPresent()) return lasting;
                Outage outage = Outage.begun(group, device.heard(), now.hearing(), controls.text());
                book.put(book.rollout(rollout.name()).in(outage));
                book.fact(rollout.name(), "outage", controls.text());
                return Optional.of(outage);
            }
        }
        return Optional.empty();
    }

    private ControlGroup controls(Rollout rollout, Group group, Instant since) {
        Asked asked = new Asked(rollout.name(), group, since.getEpochSecond() / 60);
        return known.computeIfAbsent(
                asked, _ -> tx.controls(rollout.name(), group, since, now.hearing()));
    }

    private List<Group> groups(Device device) {
        List<Group> groups = new ArrayList<>();
        groups.add(new Group.OfModel(device.model()));
        tx.siteOf(device).ifPresent(groups::add);
        return groups;
    }
}
