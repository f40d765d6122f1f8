package io.github.canarywave.adapter.store;

import io.github.canarywave.app.LiveContract;
import io.github.canarywave.app.Store;
import io.github.canarywave.app.StoreFixtures;

import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** SQLite keeps the promises to those who watch. */
class SqliteLiveTest extends LiveContract {
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
