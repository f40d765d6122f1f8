package io.github.canarywave.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of {@code campaigns/}; each is applied by an integration test. */
enum DemoCampaign {
    FIRST("1-thermostat.yaml", "thermostat-1.1.0"),
    SECOND("2-thermostat.yaml", "thermostat-1.1.1"),
    SMALLEST("smallest.yaml", "thermostat-smallest"),
    ONE_DEVICE("one-device.yaml", "thermostat-one-device"),
    CANARY_WAVES("canary-waves.yaml", "thermostat-waves"),
    NIGHT_WINDOW("night-window.yaml", "thermostat-night"),
    ROLLBACK("rollback.yaml", "thermostat-back-to-1.1.0");

    static final Path FOLDER = Path.of("campaigns");

    final String file;

    /** Name of the campaign in it. */
    final String campaign;

    DemoCampaign(String file, String campaign) {
        this.file = file;
        this.campaign = campaign;
    }

    /** Copies it to where people have it, and gives its path as they type it. */
    String in(Path folder) throws IOException {
        Path copy = folder.resolve(FOLDER).resolve(file);
        Files.createDirectories(folder.resolve(FOLDER));
        if (!Files.exists(copy)) Files.copy(FOLDER.resolve(file), copy);
        return FOLDER.resolve(file).toString();
    }
}
