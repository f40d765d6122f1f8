package io.github.canarywave.adapter.store;

import java.nio.file.Path;
import java.util.List;

/**
 * Makes a big fleet of a small one within its database: each device with its labels and attempts
 * once more, with the next numbers in its id. Ids end in seven digits. Facts are not copied.
 */
public final class ManyCopies {
    private static final String NEXT = "printf('dev-%07d', cast(substr(#, 5) as integer) + k.n)";

    private ManyCopies() {}

    /**
     * Copies until there are as many as wished, and counts all of them.
     *
     * @param devices there are
     * @param all that there shall be
     * @param small a campaign that stays smaller than the fleet
     * @param smallSize devices that it shall have
     */
    public static void make(Path file, int devices, int all, String small, int smallSize) {
        try (Link link = Connections.writer(Connections.source(file))) {
            Sql sql = new Sql(link);
            link.execute("pragma foreign_keys = off");
            link.execute("begin immediate");
            link.execute("create temp table k (n integer)");
            for (int n = devices; n < all; n += devices) sql.run("insert into k values (?)", n);
            copy(sql, "device", "id", "1 = 1");
            copy(sql, "device_label", "device", "1 = 1");
            copy(
                    sql,
                    "attempt",
                    "device",
                    "(t.rollout <> '" + small + "' or k.n < " + smallSize + ")");
            for (String counts : List.of("fleet_tally", "trust_tally", "presence", "tally"))
                sql.run("delete from " + counts);
            count(sql);
            link.execute("commit");
        }
    }

    private static void copy(Sql sql, String table, String id, String which) {
        List<String> columns =
                sql.list("select name from pragma_table_info(?)", r -> r.getString("name"), table);
        List<String> values =
                columns.stream()
                        .map(
                                name ->
                                        name.equals(id)
                                                ? NEXT.replace("#", "t." + id)
                                                : name.equals("position")
                                                        ? "t.position + k.n"
                                                        : name.equals("wave") ? "1" : "t." + name)
                        .toList();
        sql.run(
                "insert into "
                        + table
                        + " ("
                        + String.join(", ", columns)
                        + ") select "
                        + String.join(", ", values)
                        + " from k cross join "
                        + table
                        + " t where "
                        + which
                        + " order by k.n");
    }

    private static void count(Sql sql) {
        sql.run(
                "insert into fleet_tally select model, coalesce(birth_version, ''), online, 0,"
                        + " count(*) from device group by 1, 2, 3");
        sql.run(
                "insert into trust_tally select birth_anchors, 0, count(*) from device"
                        + " where birth_anchors is not null group by 1");
        sql.run(
                "insert into presence select model, site, commander, 0, count(*) from device"
                        + " where online = 1 group by 1, 2, 3");
        sql.run(
                "insert into tally (rollout, wave, stratum, state, cause, code, shard, devices)"
                        + " select rollout, wave, stratum, state, '', coalesce(code, last_code, ''),"
                        + " 0, count(*) from attempt where counting = 1 group by 1, 2, 3, 4, 6");
    }
}
