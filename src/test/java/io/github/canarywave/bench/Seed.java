package io.github.canarywave.bench;

import io.github.canarywave.adapter.crypto.SecretTokens;
import io.github.canarywave.adapter.store.SqliteStore;
import io.github.canarywave.app.Store;
import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.wire.CampaignFile;
import io.github.canarywave.wire.CampaignReading;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Registers devices of a benchmark in a data folder, through the store: the operator API takes them
 * one at a time. The server must not run.
 */
final class Seed {
    static final String MODEL = "thermostat-esp32";

    /** All devices have the same token; the server hashes it at each login all the same. */
    static final String TOKEN = "benchmark-device-token-0123456789-ABCDEFGHI";

    private static final int BATCH = 10_000;

    private Seed() {}

    /** The device with this number, from 0. */
    static String id(int index) {
        return "bench-%07d".formatted(index);
    }

    /** Arguments: data folder, number of devices. */
    public static void main(String[] arguments) throws IOException {
        Path data = Files.createDirectories(Path.of(arguments[0]));
        register(data.resolve("canarywave.db"), Integer.parseInt(arguments[1]));
    }

    private static void register(Path file, int devices) {
        String hash = SecretTokens.hash(TOKEN);
        try (Store store = SqliteStore.open(file, Seed::campaign)) {
            for (int from = 0; from < devices; from += BATCH) {
                int first = from;
                store.write(
                        tx -> {
                            for (int i = first; i < Math.min(devices, first + BATCH); i++)
                                tx.register(
                                        Device.registered(
                                                new DeviceId(id(i)), new Model(MODEL), Map.of()),
                                        hash);
                            return tx;
                        });
            }
        }
    }

    /** A campaign as the store gives it back. */
    static Campaign campaign(String text) {
        return switch (CampaignFile.read("stored campaign", text)) {
            case CampaignReading.Parsed(var campaigns, _) -> campaigns.getFirst();
            case CampaignReading.Problems(var problems) ->
                    throw new IllegalStateException("campaign cannot be read: " + problems);
        };
    }
}
