package io.github.canarywave.adapter.store;

import io.github.canarywave.app.FleetContract;
import io.github.canarywave.app.Store;
import io.github.canarywave.app.StoreFixtures;

import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** SQLite keeps the promises about the whole fleet. */
class SqliteFleetTest extends FleetContract {
    @TempDir private Path folder;

    @Override
    protected Store open() {
        return SqliteStore.open(folder.resolve("canarywave.db"), StoreFixtures::read);
    }

    @Override
    protected Store restarted(Store old) {
        old.close();
        return open();
    }
}
