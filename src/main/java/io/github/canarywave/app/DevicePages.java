package io.github.canarywave.app;

import io.github.canarywave.app.DeviceCare.Page;
import io.github.canarywave.app.FleetStore.Search;
import io.github.canarywave.app.Operations.AttemptStatus;
import io.github.canarywave.app.Operations.DeviceStatus;
import io.github.canarywave.app.Operations.Fetched;
import io.github.canarywave.domain.campaign.DeviceQuery;
import io.github.canarywave.domain.fleet.Birth;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Rollout;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Finds devices by id and says what is known of them. Confined to one transaction. */
final class DevicePages {
    /** Devices looked at in one call at most: a rare one in a million must not hold it up long. */
    private static final int LOOKED_AT_MAX = 20_000;

    /** The same of those that the store has found by a part of the query: each costs more. */
    private static final int FOUND_MAX = 5_000;

    private static final int CHUNK_ROWS = 1_000;

    private final Store.Reads reads;
    private final DeviceQuery query;
    private final List<Rollout> rollouts;

    DevicePages(Store.Reads reads, DeviceQuery query) {
        this.reads = reads;
        this.query = query;
        this.rollouts = reads.rollouts();
    }

    static Optional<DeviceStatus> status(Store.Reads reads, DeviceId id) {
        DevicePages pages = new DevicePages(reads, DeviceQuery.ANY);
        return reads.device(id).map(device -> pages.statuses(List.of(device)).getFirst());
    }

    /**
     * @param limit at least 1
     */
    Page page(Optional<DeviceId> after, int limit) {
        DeviceFilter narrowed = QueryFilter.of(query);
        boolean all = narrowed.equals(DeviceFilter.ANY);
        List<Device> found = new ArrayList<>();
        Optional<DeviceId> behind = after;
        int max = all ? LOOKED_AT_MAX : FOUND_MAX;
        for (int lookedAt = 0; lookedAt < max; lookedAt += CHUNK_ROWS) {
            Chunk chunk = all ? everything(behind) : found(narrowed, behind);
            found.addAll(fitting(chunk.devices()));
            // One more than asked for tells whether there is a next page.
            if (found.size() > limit) return full(found.subList(0, limit));
            if (chunk.next().isEmpty()) return new Page(statuses(found), Optional.empty());
            behind = chunk.next();
            // The store itself has looked at enough.
            if (chunk.devices().size() < CHUNK_ROWS) break;
        }
        return new Page(statuses(found), behind);
    }

    /**
     * Some devices by id.
     *
     * @param next behind which there may be more
     */
    private record Chunk(List<Device> devices, Optional<DeviceId> next) {}

    private Chunk everything(Optional<DeviceId> behind) {
        List<Device> devices = reads.devicesAfter(behind, CHUNK_ROWS);
        return new Chunk(
                devices,
                devices.size() < CHUNK_ROWS
                        ? Optional.empty()
                        : Optional.of(devices.getLast().id()));
    }

    private Chunk found(DeviceFilter narrowed, Optional<DeviceId> behind) {
        // With a cursor, so that nothing is counted.
        DeviceCursor place = new DeviceCursor("", behind.map(DeviceId::value).orElse(""));
        Search answer =
                reads.fleetViews()
                        .search(
                                new FleetStore.Query(narrowed, OptionalInt.empty()),
                                DeviceSort.BY_ID,
                                Optional.of(place),
                                CHUNK_ROWS);
        if (!(answer instanceof Search.Found(var rows, _, var next)))
            throw new IllegalStateException("a list by id is never refused");
        List<DeviceId> ids = rows.stream().map(DeviceRow::id).toList();
        Map<DeviceId, Device> known = reads.devices(ids);
        return new Chunk(
                ids.stream().flatMap(id -> Optional.ofNullable(known.get(id)).stream()).toList(),
                next.map(DeviceCursor::id).map(DeviceId::new));
    }

    private Page full(List<Device> found) {
        return new Page(statuses(found), Optional.of(found.getLast().id()));
    }

    private List<Device> fitting(List<Device> chunk) {
        List<Device> fitting = chunk.stream().filter(query::matches).toList();
        if (!query.asksForAttempts()) return fitting;
        List<DeviceId> ids = fitting.stream().map(Device::id).toList();
        Set<DeviceId> asked = new HashSet<>();
        for (Rollout rollout : rollouts)
            if (query.mayBeIn(rollout.name()))
                reads.attempts(rollout.name(), ids).values().stream()
                        .filter(a -> query.matches(a.rollout(), a.state().word(), error(a)))
                        .forEach(a -> asked.add(a.device()));
        return fitting.stream().filter(device -> asked.contains(device.id())).toList();
    }

    private static String error(Attempt attempt) {
        return code(attempt).orElse("");
    }

    private static Optional<String> code(Attempt attempt) {
        return attempt.state().code().or(attempt::lastCode).map(Code::word);
    }

    /** What is known of each, in the same order. */
    List<DeviceStatus> statuses(List<Device> devices) {
        List<DeviceId> ids = devices.stream().map(Device::id).toList();
        Map<DeviceId, List<AttemptStatus>> attempts = new HashMap<>();
        if (!ids.isEmpty())
            for (Rollout rollout : rollouts) {
                Map<DeviceId, Attempt> of = reads.attempts(rollout.name(), ids);
                for (Device device : devices) {
                    Attempt attempt = of.get(device.id());
                    if (attempt != null)
                        attempts.computeIfAbsent(device.id(), _ -> new ArrayList<>())
                                .add(status(rollout, attempt, device.model()));
                }
            }
        return devices.stream()
                .map(device -> status(device, attempts.getOrDefault(device.id(), List.of())))
                .toList();
    }

    private static DeviceStatus status(Device device, List<AttemptStatus> attempts) {
        Optional<Birth> birth = device.birth();
        boolean heard = device.heard().isAfter(Instant.EPOCH);
        return new DeviceStatus(
                device.id(),
                device.model(),
                device.labels(),
                device.online(),
                device.held(),
                heard ? Optional.of(device.heard().toString()) : Optional.empty(),
                birth.map(b -> b.running().version()),
                birth.flatMap(b -> b.running().image()).map(Sha256::hex),
                birth.map(b -> b.running().securityVersion()),
                birth.flatMap(Birth::slot),
                birth.map(Birth::boot),
                attempts);
    }

    private static AttemptStatus status(Rollout rollout, Attempt attempt, Model model) {
        return new AttemptStatus(
                rollout.name(),
                attempt.number(),
                rollout.wave(attempt.wave()).name(),
                attempt.state().word(),
                code(attempt),
                Fetched.of(attempt.state(), rollout, model));
    }
}
