package io.github.canarywave.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.canarywave.sim.SimImage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** One release key takes over from another while devices in the field know one of them each. */
class TwoKeysIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String MODEL = "thermostat-esp32";
    private static final String NEXT = "next.pem";

    @TempDir Path folder;
    private Place place;

    @BeforeEach
    void startAServerThatTrustsBoth() throws IOException {
        place = Place.withTwoKeys(folder, NEXT);
    }

    @AfterEach
    void stop() {
        place.close();
    }

    @Test
    void eachDeviceIsSentTheSignatureOfAKeyThatItKnows() throws IOException {
        Files.write(folder.resolve("two.bin"), SimImage.esp32(MODEL, "2.0.0", 0, 200_000, 1));
        said("release", "sign", "two.bin", "--key", "data/keys/release.pem");
        said("release", "sign", "two.bin.release", "--key", NEXT);
        said("release", "add", "two.bin.release");
        LinuxFactory factory = new LinuxFactory(place, folder, MODEL);
        try (LinuxMachine old = factory.make("linux-old").on();
                LinuxMachine next = knowingOnlyTheNext(factory).on();
                Program fleet = fleetThatKnowsTheOldKey()) {
            fleet.awaitOutput("1 devices online");
            for (String id : new String[] {old.id, next.id, "sim-0001"}) update(id);
            for (String id : new String[] {old.id, next.id, "sim-0001"}) awaitConfirmed(id);
        }
    }

    private static LinuxMachine knowingOnlyTheNext(LinuxFactory factory) throws IOException {
        LinuxMachine machine = factory.make("linux-next");
        Path keys = machine.folder.resolve("release");
        Files.delete(keys.resolve(factory.releaseKey()));
        Path half = factory.folder().resolve("next.pub.pem");
        Files.copy(half, keys.resolve("rel-" + LinuxFactory.keyTail(half) + ".pem"));
        return machine;
    }

    /** The key in the data folder of its server. */
    private Program fleetThatKnowsTheOldKey() {
        String broker = "localhost:" + place.brokerPort();
        return Program.start(
                folder, "sim", "run", "--devices", "1", "--scale", "0.2", "--broker", broker);
    }

    private void update(String device) {
        await(device + " is born")
                .atMost(LIMIT)
                .until(
                        () -> place.site.get("/api/v1/devices/" + device),
                        found -> found.hasNonNull("version"));
        said("update", device, "--to", "2.0.0");
    }

    private void awaitConfirmed(String device) {
        await(device + " runs it")
                .atMost(LIMIT)
                .untilAsserted(
                        () -> {
                            JsonNode found = place.site.get("/api/v1/devices/" + device);
                            String state = found.at("/attempts/0/state").asText();
                            assertThat(state).as(found.toString()).isEqualTo("Confirmed");
                        });
    }

    private void said(String... arguments) {
        Program.Ended ended = place.site.run(arguments);
        assertThat(ended.exit()).as(ended.toString()).isZero();
    }
}
