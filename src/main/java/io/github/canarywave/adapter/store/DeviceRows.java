package io.github.canarywave.adapter.store;

import static io.github.canarywave.adapter.store.Columns.bit;
import static io.github.canarywave.adapter.store.Columns.optional;
import static io.github.canarywave.adapter.store.Columns.text;

import static java.util.Objects.requireNonNull;

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
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The table of devices. */
final class DeviceRows {
    /** In the order of {@link #changing}. */
    private static final List<String> CHANGING =
            List.of(
                    "model",
                    "labels",
                    "left_sessions",
                    "online",
                    "heard_ms",
                    "counter",
                    "busy",
                    "held",
                    "ignored",
                    "revision",
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
                    + String.join(", ", CHANGING)
                    + ", id, token_hash, site) values ("
                    + "?, ".repeat(CHANGING.size() + 2)
                    + "?) on conflict do nothing";
    private static final Update UPDATE =
            new Update(
                    "device",
                    Stream.concat(CHANGING.stream(), PresenceRows.OF_DEVICE.stream()).toList(),
                    "id = ?");

    /**
     * A device as it is stored.
     *
     * @param commander the rollout that commanded it last, empty for none
     */
    private record Stored(Device device, String commander) {}

    /** Those that were asked for in this transaction. */
    private final Map<DeviceId, Stored> known = new HashMap<>();

    private final Sql sql;
    private final PresenceRows presence;

    DeviceRows(Sql sql, PresenceRows presence) {
        this.sql = sql;
        this.presence = presence;
    }

    Map<DeviceId, Device> byId(Collection<DeviceId> ids) {
        Map<DeviceId, Device> found = new HashMap<>();
        List<String> keys = ids.stream().distinct().map(DeviceId::value).toList();
        List<Stored> rows =
                sql.listOf(
                        "select * from device where id in (?*)",
                        row -> new Stored(read(row), row.getString("commander")),
                        keys);
        for (Stored row : rows) {
            known.put(row.device().id(), row);
            found.put(row.device().id(), row.device());
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
        record Part(Optional<Version> version, boolean online, long devices) {}
        List<Part> parts =
                sql.list(
                        "select birth_version, online, count(*) as devices from device"
                                + " group by birth_version, online",
                        row ->
                                new Part(
                                        optional(row, "birth_version", Version::new),
                                        bit(row, "online"),
                                        row.getLong("devices")));
        Map<Version, Long> byVersion = new HashMap<>();
        long registered = 0;
        long online = 0;
        for (Part part : parts) {
            registered += part.devices();
            if (part.online()) online += part.devices();
            part.version().ifPresent(v -> byVersion.merge(v, part.devices(), Long::sum));
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
        @Nullable Object[] changing = changing(device, device.revision());
        @Nullable Object[] values = Arrays.copyOf(changing, changing.length + 3);
        values[changing.length] = device.id().value();
        values[changing.length + 1] = tokenHash;
        values[changing.length + 2] = presence.site(device);
        return sql.run(INSERT, values) == 1;
    }

    void everybodyOffline() {
        presence.nobody();
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
        Stored stored = known.remove(device.id());
        boolean fresh = stored != null && stored.device().revision() == device.revision();
        Stale.unless(fresh, "device " + device.id(), device.revision());
        write(requireNonNull(stored), device, at);
    }

    private void write(Stored stored, Device device, Instant at) {
        Device before = stored.device();
        PresenceRows.Change presence =
                this.presence.changed(before, stored.commander(), device, at);
        Update.Change change =
                UPDATE.between(
                        with(changing(before, before.revision()), presence.before()),
                        with(changing(device, device.revision() + 1), presence.after()),
                        device.id().value());
        sql.run(change.text, change.arguments);
        if (mayGo(before) != mayGo(device)) tellAttempts(device);
    }

    private static @Nullable Object[] with(@Nullable Object[] cells, @Nullable Object[] more) {
        @Nullable Object[] all = Arrays.copyOf(cells, cells.length + more.length);
        System.arraycopy(more, 0, all, cells.length, more.length);
        return all;
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

    private static @Nullable Object[] changing(Device device, long revision) {
        Optional<Birth> birth = device.birth();
        Optional<Running> running = device.running();
        Optional<Birth.Standing> standing = birth.flatMap(Birth::command);
        return new @Nullable Object[] {
            device.model().value(),
            Columns.map(device.labels()),
            Columns.list(device.left()),
            bit(device.online()),
            Columns.ms(device.heard()),
            device.counter(),
            text(device.busy()),
            device.held().orElse(null),
            device.ignored(),
            revision,
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
