package io.github.canarywave.adapter.store;

import io.github.canarywave.app.CatalogueContract;
import io.github.canarywave.app.PeopleContract;
import io.github.canarywave.app.Store;

import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** SQLite keeps the promises about releases and their keys. */
class SqliteCatalogueTest extends CatalogueContract {
    @TempDir private Path folder;

    @Override
    protected Store open() {
        return SqliteStore.open(folder.resolve("canarywave.db"), PeopleContract::guarded);
    }

    @Override
    protected Store restarted(Store old) {
        old.close();
        return open();
    }
}
