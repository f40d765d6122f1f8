package io.github.canarywave.app;

import io.github.canarywave.app.Operations.DeviceStatus;
import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.app.Operations.Outcome.Conflict;
import io.github.canarywave.app.Operations.Outcome.Done;
import io.github.canarywave.app.Operations.Outcome.Forbidden;
import io.github.canarywave.app.Operations.Outcome.Invalid;
import io.github.canarywave.app.Operations.Outcome.NotFound;
import io.github.canarywave.domain.campaign.DeviceQuery;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Labels;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Labels and holds devices, on the turn thread, so that nothing is commanded meanwhile. */
final class CareDesk implements DeviceCare {
    /** Characters of a reason: it stands in every explanation of the device. */
    static final int REASON_MAX = 200;

    private final Store store;
    private final TurnLoop loop;

    CareDesk(Store store, TurnLoop loop) {
        this.store = store;
        this.loop = loop;
    }

    @Override
    public Outcome<DeviceStatus> label(
            DeviceId id, Map<String, String> set, Set<String> remove, String who) {
        return change(id, (control, device) -> label(control, device, set, remove, who));
    }

    private static Outcome<Device> label(
            Control control,
            Device device,
            Map<String, String> set,
            Set<String> remove,
            String who) {
        Map<String, String> labels = new TreeMap<>(device.labels());
        remove.forEach(labels::remove);
        labels.putAll(set);
        List<String> problems = Labels.problems(labels);
        if (!problems.isEmpty()) return new Invalid<>(problems);
        Device labelled = device.labelled(labels);
        new Joining(control.tx(), control.book(), control.now()).offer(labelled);
        return put(control, device, labelled, who, "labelled", labels.toString());
    }

    @Override
    public Outcome<DeviceStatus> hold(DeviceId id, String who, String why) {
        if (why.isBlank() || why.length() > REASON_MAX)
            return new Invalid<>(
                    List.of(
                            "a hold needs a reason of at most "
                                    + REASON_MAX
                                    + " characters, got "
                                    + why.strip().length()));
        String reason = why.strip();
        String said = said(who, reason);
        return change(
                id,
                (control, device) ->
                        put(control, device, device.heldBecause(said), who, "held", reason));
    }

    @Override
    public Outcome<DeviceStatus> unhold(DeviceId id, String who, String why) {
        return change(
                id,
                (control, device) ->
                        device.held().isEmpty()
                                ? new Conflict<>("nobody holds device " + id)
                                : put(
                                        control,
                                        device,
                                        device.unheld(),
                                        who,
                                        "unheld",
                                        why.strip()));
    }

    private static Outcome<Device> put(
            Control control, Device before, Device after, String who, String what, String why) {
        if (after.equals(before)) return new Done<>(before);
        control.book().put(after);
        Instant wall = control.now().wall();
        control.tx().people().audit(AuditLine.of(wall, who, what, "device/" + after.id(), why));
        control.tx()
                .add(
                        new Fact(
                                wall,
                                Optional.empty(),
                                Optional.of(after.id()),
                                0,
                                what,
                                said(who, why)));
        return new Done<>(after);
    }

    static String said(String who, String why) {
        return why.isEmpty() ? "by " + who : "by " + who + ": " + why;
    }

    private interface Change {
        Outcome<Device> apply(Control control, Device device);
    }

    private Outcome<DeviceStatus> change(DeviceId id, Change change) {
        Outcome<Device> outcome =
                loop.control(
                        control ->
                                control.book()
                                        .device(id)
                                        .map(device -> change.apply(control, device))
                                        .orElseGet(() -> new NotFound<>("no device " + id)));
        return switch (outcome) {
            case Done<Device> _ ->
                    new Done<>(store.read(reads -> DevicePages.status(reads, id)).orElseThrow());
            case NotFound<Device>(var why) -> new NotFound<>(why);
            case Conflict<Device>(var why) -> new Conflict<>(why);
            case Forbidden<Device>(var why) -> new Forbidden<>(why);
            case Invalid<Device>(var problems) -> new Invalid<>(problems);
        };
    }

    @Override
    public Page find(DeviceQuery query, Optional<DeviceId> after, int limit) {
        return store.read(reads -> new DevicePages(reads, query).page(after, Math.max(1, limit)));
    }
}
