package io.github.canarywave.adapter.store;

import io.github.canarywave.domain.fleet.Device;

import java.util.Map;

/** The table that finds devices by a label: a row for each, beside their text with the device. */
final class LabelRows {
    private final Sql sql;

    LabelRows(Sql sql) {
        this.sql = sql;
    }

    void add(Device device) {
        device.labels().forEach((name, value) -> add(device, name, value));
    }

    /** Writes those that differ. */
    void change(Device before, Device after) {
        if (before.labels().equals(after.labels())) return;
        minus(before.labels(), after.labels()).forEach((name, value) -> remove(after, name, value));
        minus(after.labels(), before.labels()).forEach((name, value) -> add(after, name, value));
    }

    private static Map<String, String> minus(Map<String, String> all, Map<String, String> known) {
        Map<String, String> rest = new java.util.TreeMap<>(all);
        rest.entrySet().removeAll(known.entrySet());
        return rest;
    }

    private void add(Device device, String name, String value) {
        sql.run(
                "insert into device_label (name, value, device) values (?, ?, ?)",
                name,
                value,
                device.id().value());
    }

    private void remove(Device device, String name, String value) {
        sql.run(
                "delete from device_label where name = ? and value = ? and device = ?",
                name,
                value,
                device.id().value());
    }
}
