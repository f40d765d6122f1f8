package io.github.canarywave.adapter.store;

/**
 * Where devices that may fit come from: rows of which an index gives the next by id.
 *
 * @param table {@code d} is the device, {@code a} its attempt, {@code l} its label
 * @param join how the device belongs to it; empty when it is the device
 * @param where what holds for all of them; the index begins with it
 * @param id the column that comes next in the index
 * @param decided whether model, version and online need no more looking at
 */
record FleetSource(String table, String join, Condition where, String id, boolean decided) {
    /** Every device. */
    static FleetSource all() {
        return new FleetSource("device d", "", new Condition(), "d.id", false);
    }

    /** Devices of which nothing but this holds. */
    static FleetSource devices(Condition where, boolean decided) {
        return new FleetSource("device d", "", where, "d.id", decided);
    }

    /** Devices on hold, by the index of them alone: they are few, and the planner may not know. */
    static FleetSource held() {
        return new FleetSource(
                "device d indexed by device_held",
                "",
                new Condition().and("d.held is not null"),
                "d.id",
                false);
    }

    static FleetSource label(String name, String value) {
        Condition where = new Condition().and("l.name = ? and l.value = ?", name, value);
        return new FleetSource("device_label l", "d.id = l.device", where, "l.device", false);
    }

    static FleetSource attempts(Condition where) {
        return new FleetSource("attempt a", "d.id = a.device", where, "a.device", false);
    }

    boolean hasAttempt() {
        return table.startsWith("attempt");
    }

    /** The tables in the order in which they are looked into. */
    String from() {
        return join.isEmpty() ? table : table + " cross join device d";
    }
}
