package io.github.canarywave.app;

import io.github.canarywave.app.FleetStore.Query;
import io.github.canarywave.app.FleetStore.Search;
import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.app.Operations.Outcome.Done;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Holds many devices at once, and lets them go again: a part in each turn, so that others wait no
 * longer than for any wish. Which devices fit is asked once, before the first of them.
 */
final class MassHold {
    private static final int PER_TURN = 500;

    private final Store store;
    private final TurnLoop loop;

    MassHold(Store store, TurnLoop loop) {
        this.store = store;
        this.loop = loop;
    }

    private interface Change {
        Device of(Device device);
    }

    Outcome<Integer> hold(DeviceFilter filter, String who, String why) {
        String reason = why.strip();
        if (reason.isEmpty() || reason.length() > CareDesk.REASON_MAX)
            return FleetWish.invalid(
                    "why must have 1 to "
                            + CareDesk.REASON_MAX
                            + " characters, got "
                            + reason.length());
        String said = CareDesk.said(who, reason);
        return change(
                filter,
                new Deed(who, "held", reason, d -> d.held().isPresent() ? d : d.heldBecause(said)));
    }

    Outcome<Integer> unhold(DeviceFilter filter, String who, String why) {
        return change(filter, new Deed(who, "unheld", why.strip(), Device::unheld));
    }

    private record Deed(String who, String what, String why, Change change) {}

    private Outcome<Integer> change(DeviceFilter filter, Deed deed) {
        if (filter.equals(DeviceFilter.ANY))
            return FleetWish.invalid(
                    "filter must name something: the whole fleet is not meant by saying nothing");
        Outcome<List<DeviceId>> found =
                store.read(reads -> FleetWish.of(reads, filter, query -> ids(reads, query)));
        if (!(found instanceof Done<List<DeviceId>>(var ids)))
            return FleetWish.invalid(
                    ((Outcome.Invalid<List<DeviceId>>) found).problems().getFirst());
        int changed = 0;
        for (int from = 0; from < ids.size(); from += PER_TURN) {
            List<DeviceId> part = ids.subList(from, Math.min(ids.size(), from + PER_TURN));
            changed += loop.control(control -> turn(control, part, filter, deed));
        }
        return new Done<>(changed);
    }

    private static Outcome<List<DeviceId>> ids(Store.Reads reads, Query query) {
        List<DeviceId> ids = new ArrayList<>();
        Optional<DeviceCursor> after = Optional.empty();
        do {
            Search found =
                    reads.fleetViews()
                            .search(query, DeviceSort.BY_ID, after, FleetViews.HOLD_MAX + 1);
            if (!(found instanceof Search.Found(var rows, _, var next)))
                throw new IllegalStateException("a list by id is never refused");
            rows.forEach(row -> ids.add(row.id()));
            after = next;
        } while (after.isPresent() && ids.size() <= FleetViews.HOLD_MAX);
        if (ids.size() <= FleetViews.HOLD_MAX) return new Done<>(ids);
        return FleetWish.invalid(
                "filter must leave at most "
                        + FleetViews.HOLD_MAX
                        + " devices, got more with "
                        + query.filter());
    }

    private static int turn(Control control, List<DeviceId> ids, DeviceFilter filter, Deed deed) {
        control.book().open(ids);
        int changed = 0;
        for (DeviceId id : ids)
            if (control.book().device(id).filter(d -> put(control, d, deed)).isPresent()) changed++;
        if (changed > 0)
            control.tx()
                    .people()
                    .audit(
                            AuditLine.of(
                                    control.now().wall(),
                                    deed.who(),
                                    deed.what(),
                                    "devices",
                                    changed
                                            + " of "
                                            + filter
                                            + (deed.why().isEmpty() ? "" : ": " + deed.why())));
        return changed;
    }

    private static boolean put(Control control, Device before, Deed deed) {
        Device after = deed.change().of(before);
        if (after.equals(before)) return false;
        control.book().put(after);
        control.tx()
                .add(
                        new Fact(
                                control.now().wall(),
                                Optional.empty(),
                                Optional.of(after.id()),
                                0,
                                deed.what(),
                                CareDesk.said(deed.who(), deed.why())));
        return true;
    }
}
