package io.github.canarywave.faults;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.canarywave.sim.SimImage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Campaign after campaign for the whole fleet, each to a new release. Confined to one thread. */
final class Releases {
    private static final String PRODUCT = "thermostat-esp32";
    private static final Duration TAKEN = Duration.ofMinutes(1);
    private static final Duration FROZEN = Duration.ofMinutes(2);

    /** With a soak time of 0: for a minute after each restart no soak time runs. */
    private static final String FILE =
            """
            apiVersion: canarywave/v1
            kind: Campaign
            metadata: {name: %s}
            spec:
              release: {product: thermostat-esp32, version: "%s"}
              device: {retries: {backoff: 10s}}
              waves:
                - {name: canary, upTo: 10, soak: 0s}
                - {name: half, upTo: 50%%, soak: 0s}
                - {name: all, upTo: 100%%}
              pace: {start: 10000000/min}
            """;

    private static final String WIDE =
            """
            apiVersion: canarywave/v1
            kind: Campaign
            metadata: {name: %s}
            spec:
              release: {product: thermostat-esp32, version: "%s"}
              waves: [{name: all, upTo: 100%%}]
              pace: {window: off, inFlight: {N}, start: 10000000/min}
            """;

    /**
     * One campaign.
     *
     * @param waves the wave of each device, as first seen
     */
    record Campaign(String name, String version, Map<String, String> waves) {}

    private final Rig rig;
    private final List<Campaign> campaigns = new ArrayList<>();

    Releases(Rig rig) {
        this.rig = rig;
    }

    List<Campaign> campaigns() {
        return List.copyOf(campaigns);
    }

    /** Starts the next one; returns when its cohort is frozen. */
    void startNext() {
        start(FILE);
    }

    /** One wave for everybody at once, without a window. */
    void startWide(int devices) {
        start(WIDE.replace("{N}", Integer.toString(devices)));
    }

    private void start(String file) {
        int number = campaigns.size() + 1;
        String name = "faults-" + number;
        String version = "1.0." + number;
        Path image = rig.folder.resolve(version + ".bin");
        write(image, SimImage.esp32(PRODUCT, version, 0, rig.options.imageBytes(), number));
        Path log = rig.folder.resolve("commands.log");
        Child.run(log, List.of("release", "add", image.toString(), "--data=" + rig.data));
        Rig.until(
                TAKEN,
                "campaign " + name + " is taken",
                () -> takes(file.formatted(name, version)));
        Rig.until(FROZEN, "the cohort is frozen", () -> !state(name).equals("Preparing"));
        campaigns.add(new Campaign(name, version, waves(name)));
    }

    /** After a start no campaign is taken until the server has tried out its broker. */
    private boolean takes(String file) {
        return rig.api().post("/api/v1/campaigns", "text/yaml", file).has("state");
    }

    /** The file of one more campaign for the newest release. */
    String again(String name) {
        return FILE.formatted(name, campaigns.getLast().version());
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String state(String name) {
        return rig.api().campaign(name).path("state").asText();
    }

    /** The wave of each device of a campaign now. */
    Map<String, String> waves(String name) {
        Map<String, String> waves = new TreeMap<>();
        for (JsonNode device : rig.api().devices())
            for (JsonNode attempt : device.path("attempts"))
                if (attempt.path("campaign").asText().equals(name))
                    waves.put(device.path("id").asText(), attempt.path("wave").asText());
        return waves;
    }

    /** Whether nothing runs now. */
    boolean over() {
        return campaigns.isEmpty() || !runs(now());
    }

    private static boolean runs(JsonNode status) {
        return Set.of("Preparing", "Running").contains(status.path("state").asText());
    }

    /** What the newest campaign says of itself. */
    JsonNode now() {
        return rig.api().campaign(campaigns.getLast().name());
    }

    /** Waits until a device of a running campaign is in this state. */
    void awaitDevice(Duration limit, String state) {
        Rig.until(
                limit,
                "a device is " + state,
                () -> {
                    JsonNode status = now();
                    if (status.path("states").has(state)) return true;
                    if (!runs(status)) startNext();
                    return false;
                });
    }

    /** Waits until the newest campaign is over. */
    void awaitOver(Duration limit) {
        Rig.until(limit, campaigns.getLast().name() + " is over", this::over);
    }
}
