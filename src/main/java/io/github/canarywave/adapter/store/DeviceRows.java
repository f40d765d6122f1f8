package io.github.canarywave.adapter.store;

import static io.github.canarywave.adapter.store.Columns.bit;
import static io.github.canarywave.adapter.store.Columns.optional;
import static io.github.canarywave.adapter.store.Columns.text;

import static java.util.Objects.requireNonNull;

import io.github.canarywave.adapter.store.Kept.StoredDevice;
import io.github.canarywave.app.FleetStore;
import io.github.canarywave.app.Store.FleetCount;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.Birth;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Running;
import io.github.canarywave.domain.fleet.SessionId;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.fleet.WireState;
import io.github.canarywave.domain.image.Sha256;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The table of devices. */
final class DeviceRows {
    /** What changes with what it does, in the order of {@link #doing}. */
    private static final List<String> DOING =
            List.of("online", "heard_ms", "counter", "busy", "held", "ignored", "revision");

    /** What changes with what is said of it, in the order of {@link #being}. */
    private static final List<String> BEING =
            List.of(
                    "model",
                    "labels",
                    "left_sessions",
                    "birth_model",
                    "birth_version",
                    "birth_image",
                    "birth_security_version",
                    "birth_slot",
                    "birth_boot",
                    "birth_boot_reason",
                    "birth_session",
                    "birth_connect",
                    "birth_epoch",
                    "birth_counter",
                    "birth_command",
                    "birth_command_state",
                    "birth_command_code",
                    "birth_anchors",
                    "birth_can",
                    "birth_labels");

    private static final String INSERT =
            "insert into device ("
                    + String.join(", ", joined(List.of(DOING, BEING)))
                    + ", id, token_hash, site) values ("
                    + "?, ".repeat(DOING.size() + BEING.size() + 2)
                    + "?) on conflict do nothing";
    private static final String AS_READ = "id = ? and revision = ?";
    private static final Update UPDATE_DOING =
            new Update("device", joined(List.of(DOING, PresenceRows.OF_DEVICE)), AS_READ);
    private static final Update UPDATE =
            new Update("device", joined(List.of(DOING, PresenceRows.OF_DEVICE, BEING)), AS_READ);

    private final Sql sql;
    private final PresenceRows presence;
    private final Map<DeviceId, StoredDevice> known;
    private final FleetTally tally;
    private final LabelRows labels;

    /**
     * @param known devices that were asked for before, as they are stored
     */
    DeviceRows(
            Sql sql, PresenceRows presence, FleetTally tally, Map<DeviceId, StoredDevice> known) {
        this.sql = sql;
        this.presence = presence;
        this.tally = tally;
        this.labels = new LabelRows(sql);
        this.known = known;
    }

    private static List<String> joined(List<List<String>> parts) {
        return parts.stream().flatMap(List::stream).toList();
    }

    Map<DeviceId, Device> byId(Collection<DeviceId> ids) {
        Set<String> unknown = new LinkedHashSet<>();
        for (DeviceId id : ids) if (!known.containsKey(id)) unknown.add(id.value());
        sql.listOf(
                        "select * from device where id in (?*)",
                        row -> new StoredDevice(read(row), row.getString("commander")),
                        unknown)
                .forEach(row -> known.put(row.device().id(), row));
        Map<DeviceId, Device> found = HashMap.newHashMap(ids.size());
        for (DeviceId id : ids) {
            StoredDevice stored = known.get(id);
            if (stored != null) found.put(id, stored.device());
        }
        return found;
    }

    List<Device> after(Optional<DeviceId> id, int limit) {
        return sql.list(
                "select * from device where id > ? order by id limit ?",
                DeviceRows::read,
                id.map(DeviceId::value).orElse(""),
                limit);
    }

    long above(Model model, int securityVersion) {
        return sql.number(
                "select count(*) from device where model = ? and birth_security_version > ?",
                model.value(),
                securityVersion);
    }

    FleetCount count() {
        Map<Version, Long> byVersion = new HashMap<>();
        long registered = 0;
        long online = 0;
        for (FleetStore.Cell cell : tally.cells()) {
            registered += cell.devices();
            if (cell.online()) online += cell.devices();
            cell.version().ifPresent(v -> byVersion.merge(v, cell.devices(), Long::sum));
        }
        return new FleetCount(registered, online, byVersion);
    }

    Optional<String> tokenHash(DeviceId id) {
        return sql.first(
                "select token_hash from device where id = ?",
                row -> row.getString("token_hash"),
                id.value());
    }

    boolean insert(Device device, String tokenHash) {
        @Nullable Object[] named = {device.id().value(), tokenHash, presence.site(device)};
        @Nullable Object[] values = joined(doing(device, device.revision()), being(device), named);
        if (sql.run(INSERT, values) == 0) return false;
        tally.added(device);
        labels.add(device);
        return true;
    }

    void everybodyOffline() {
        presence.nobody();
        known.clear();
        tally.nobody();
        sql.run(
                "update device set online = 0, gone_ms = 0, revision = revision + 1"
                        + " where online <> 0");
        sql.run(
                "update attempt set device_ready = 0"
                        + " where state = 'Queued' and counting = 1 and device_ready = 1");
    }

    /** Writes a device; from the instant it is gone, if this takes it offline. */
    void update(Device device, Instant at) {
        if (!known.containsKey(device.id())) byId(List.of(device.id()));
        StoredDevice stored = known.remove(device.id());
        boolean fresh = stored != null && stored.device().revision() == device.revision();
        Stale.unless(fresh, "device " + device.id(), device.revision());
        Device before = requireNonNull(stored).device();
        PresenceRows.Change presence =
                this.presence.changed(before, stored.commander(), device, at);
        write(before, device, presence);
        tally.changed(before, device);
        labels.change(before, device);
        Device written = device.withRevision(device.revision() + 1);
        known.put(device.id(), new StoredDevice(written, presence.commander(stored.commander())));
        if (mayGo(before) != mayGo(device)) tellAttempts(device);
    }

    private void write(Device before, Device device, PresenceRows.Change presence) {
        @Nullable Object[] old = joined(doing(before, before.revision()), presence.before());
        @Nullable Object[] now = joined(doing(device, device.revision() + 1), presence.after());
        Object[] key = {device.id().value(), before.revision()};
        Update.Change change =
                isSame(before, device)
                        ? UPDATE_DOING.between(old, now, key)
                        : UPDATE.between(
                                joined(old, being(before)), joined(now, being(device)), key);
        boolean found = sql.run(change.text, change.arguments) == 1;
        Stale.unless(found, "device " + device.id(), before.revision());
    }

    /** Whether nothing new was said of it: most writes are about what it does. */
    private static boolean isSame(Device before, Device device) {
        return before.birth().equals(device.birth())
                && before.left().equals(device.left())
                && before.labels().equals(device.labels())
                && before.model().equals(device.model());
    }

    private static @Nullable Object[] joined(@Nullable Object[]... parts) {
        List<@Nullable Object> all = new ArrayList<>();
        for (@Nullable Object[] part : parts) Collections.addAll(all, part);
        return all.toArray();
    }

    private static boolean mayGo(Device device) {
        return device.online() && device.held().isEmpty();
    }

    /** An attempt becomes queued by its insert alone, which looks at the device itself. */
    private void tellAttempts(Device device) {
        sql.run(
                "update attempt set device_ready = ?"
                        + " where device = ? and counting = 1 and state = 'Queued'",
                bit(mayGo(device)),
                device.id().value());
    }

    private static @Nullable Object[] doing(Device device, long revision) {
        return new @Nullable Object[] {
            bit(device.online()),
            Columns.ms(device.heard()),
            device.counter(),
            text(device.busy()),
            device.held().orElse(null),
            device.ignored(),
            revision
        };
    }

    private static @Nullable Object[] being(Device device) {
        Optional<Birth> birth = device.birth();
        Optional<Running> running = device.running();
        Optional<Birth.Standing> standing = birth.flatMap(Birth::command);
        return new @Nullable Object[] {
            device.model().value(),
            Columns.map(device.labels()),
            Columns.list(device.left()),
            text(birth.map(Birth::model)),
            text(running.map(Running::version)),
            text(running.flatMap(Running::image)),
            running.map(Running::securityVersion).orElse(null),
            birth.flatMap(Birth::slot).orElse(null),
            birth.map(Birth::boot).orElse(null),
            birth.map(Birth::bootReason).orElse(null),
            text(birth.map(Birth::session)),
            birth.map(Birth::connect).orElse(null),
            birth.map(Birth::epoch).orElse(null),
            birth.map(Birth::counter).orElse(null),
            text(standing.map(Birth.Standing::id)),
            standing.map(s -> s.state().word()).orElse(null),
            standing.flatMap(Birth.Standing::code).map(code -> code.word()).orElse(null),
            birth.map(b -> Columns.list(b.anchors())).orElse(null),
            birth.map(b -> Columns.list(b.can())).orElse(null),
            birth.map(b -> Columns.map(b.labels())).orElse(null)
        };
    }

    private static Device read(Cells row) throws SQLException {
        Optional<Model> born = optional(row, "birth_model", Model::new);
        return new Device(
                new DeviceId(row.getString("id")),
                new Model(row.getString("model")),
                Columns.map(row.getString("labels")),
                born.isPresent() ? Optional.of(birth(row, born.get())) : Optional.empty(),
                Columns.list(row.getString("left_sessions")).stream().map(SessionId::new).toList(),
                bit(row, "online"),
                Columns.instant(row, "heard_ms"),
                row.getLong("counter"),
                optional(row, "busy", CampaignName::new),
                Optional.ofNullable(row.findString("held")),
                row.getLong("ignored"),
                row.getLong("revision"));
    }

    private static Birth birth(Cells row, Model model) throws SQLException {
        return new Birth(
                model,
                new Running(
                        new Version(row.getString("birth_version")),
                        optional(row, "birth_image", Sha256::new),
                        row.getInt("birth_security_version")),
                Optional.ofNullable(row.findString("birth_slot")),
                row.getLong("birth_boot"),
                row.getString("birth_boot_reason"),
                new SessionId(row.getString("birth_session")),
                row.getInt("birth_connect"),
                row.getInt("birth_epoch"),
                row.getLong("birth_counter"),
                standing(row),
                Columns.list(row.getString("birth_anchors")),
                Columns.list(row.getString("birth_can")),
                Columns.map(row.getString("birth_labels")));
    }

    private static Optional<Birth.Standing> standing(Cells row) throws SQLException {
        Optional<CommandId> id = optional(row, "birth_command", CommandId::new);
        if (id.isEmpty()) return Optional.empty();
        String state = row.getString("birth_command_state");
        return Optional.of(
                new Birth.Standing(
                        id.get(),
                        WireState.of(state)
                                .orElseThrow(
                                        () -> new IllegalStateException("no report is " + state)),
                        optional(row, "birth_command_code", Columns::code)));
    }
}
