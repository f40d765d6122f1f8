package io.github.canarywave.adapter.store;

import io.github.canarywave.app.StoreUnavailable;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import javax.sql.DataSource;

/** Brings the tables to the shape that this version knows. */
final class Schema {
    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

    /** What the SQL texts leave open, for SQLite. */
    private static final Map<String, String> DIALECT =
            Map.of(
                    "identity", "integer primary key autoincrement",
                    "bytes", "blob",
                    "bytewise", "collate binary",
                    "by_key", "without rowid");

    private Schema() {}

    /**
     * Migrates an older database after a copy of it was put next to it.
     *
     * @param folders of migrations, on the class path
     * @throws StoreUnavailable when the database is newer than this version
     */
    static void bringUp(Path file, DataSource source, String... folders) {
        Flyway flyway = flyway(source, folders);
        MigrationInfoService info = flyway.info();
        MigrationInfo current = info.current();
        if (current != null && !current.getState().isResolved())
            throw new StoreUnavailable(
                    "database "
                            + file
                            + " has schema "
                            + current.getVersion()
                            + ", which is newer than this version of Canarywave knows. Start the"
                            + " newer version, or restore a backup made before it.",
                    new IllegalStateException(current.getState().getDisplayName()));
        if (info.pending().length == 0) return;
        if (current != null) backUp(file, source, current);
        flyway.migrate();
    }

    private static Flyway flyway(DataSource source, String... folders) {
        FluentConfiguration configuration =
                Flyway.configure()
                        .dataSource(source)
                        .locations(folders)
                        .placeholders(DIALECT)
                        .failOnMissingLocations(true);
        return configuration.load();
    }

    private static void backUp(Path file, DataSource source, MigrationInfo current) {
        Path copy = free(file, "schema-" + current.getVersion());
        try (Link link = Link.open(source)) {
            new Sql(link).run("vacuum into ?", copy.toString());
        }
        LOG.info("database copied before migration file={} copy={}", file, copy);
    }

    private static Path free(Path file, String what) {
        Path copy = file.resolveSibling(file.getFileName() + "." + what + ".backup");
        for (int i = 2; Files.exists(copy); i++)
            copy = file.resolveSibling(file.getFileName() + "." + what + "." + i + ".backup");
        return copy;
    }
}
