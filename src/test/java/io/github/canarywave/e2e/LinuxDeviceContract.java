package io.github.canarywave.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.canarywave.sim.SimImage;

import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What the shell client of {@code docs/linux} does with a real server, through any broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LinuxDeviceContract {
    private static final Duration LIMIT = Duration.ofSeconds(80);
    private static final String PRODUCT = "thermostat-esp32";

    /** More than socket buffers hold, so that a stopped download also stops at the server. */
    private static final int KIB = 12_000;

    private static final int SMALL_KIB = 256;
    private static final String SMALL = "2.2.0";

    private static final String GOOD = "2.0.0";
    private static final String TAMPERED = "2.1.0";

    @TempDir static Path folder;
    private Place place;
    private LinuxFactory factory;
    private byte[] image = {};
    private byte[] smallImage = {};
    private final List<AutoCloseable> open = new ArrayList<>();

    /** Through which broker devices find the server. */
    abstract Place.Broker broker();

    @BeforeAll
    void releaseThreeImages() throws Exception {
        place = Place.start(broker(), folder);
        factory = new LinuxFactory(place, folder, PRODUCT);
        image = released(GOOD, KIB);
        smallImage = released(SMALL, SMALL_KIB);
        tamperWithWhatTheServerKeeps(released(TAMPERED, SMALL_KIB));
    }

    private byte[] released(String version, int kib) throws IOException {
        byte[] content = SimImage.esp32(PRODUCT, version, 0, kib * 1024, 1);
        Files.write(folder.resolve(version + ".bin"), content);
        Program.Ended added = place.site.run("release", "add", version + ".bin");
        assertThat(added.exit()).as(added.toString()).isZero();
        return content;
    }

    private void tamperWithWhatTheServerKeeps(byte[] content) throws Exception {
        String hex = HexFormat.of().formatHex(sha256(content));
        Path kept = place.site.data("artifacts/" + hex.substring(0, 2) + "/" + hex);
        try (RandomAccessFile file = new RandomAccessFile(kept.toFile(), "rw")) {
            file.seek(content.length / 2);
            file.write("not what was signed".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @AfterEach
    void switchOff() throws Exception {
        for (AutoCloseable one : open) one.close();
        open.clear();
    }

    @AfterAll
    void stop() {
        place.close();
    }

    @Test
    void updatesItselfThroughTwoCutsWithEitherVersionOfMqtt() {
        List<LinuxMachine> machines = new ArrayList<>();
        for (String mqtt : new String[] {"5", "311"}) {
            CuttingProxy wire = kept(new CuttingProxy(place.site.devicePort));
            wire.cutAfter(3_000_000).cutAfter(4_000_000);
            machines.add(on(machine("mqtt-" + mqtt).with("mqtt", mqtt).downloadingThrough(wire)));
        }
        for (LinuxMachine machine : machines) update(machine, GOOD);
        for (LinuxMachine machine : machines) {
            awaitEnd(machine, "Confirmed");
            assertThat(whats(machine))
                    .containsSubsequence(
                            "Confirmed", "Probation", "Installing", "Accepted", "Commanded");
            assertThat(machine.slot("b")).isEqualTo(image);
            assertThat(machine.ledger())
                    .containsExactly(
                            "boot a", "install b", "switch b", "boot b", "health", "valid b");
            machine.awaitState("held=''");
        }
    }

    @Test
    void installsNothingThatIsNotWhatWasSignedAndNothingOlder() throws Exception {
        LinuxMachine tampered = on(machine("tampered"));
        LinuxMachine stranger = machine("stranger");
        Files.writeString(
                stranger.folder.resolve("release").resolve(factory.releaseKey()), newKey());
        LinuxMachine keyless = machine("keyless");
        Files.delete(keyless.folder.resolve("release").resolve(factory.releaseKey()));
        LinuxMachine older = on(machine("older"));
        on(stranger);
        on(keyless);
        awaitBirth(older);
        older.freeze();
        update(tampered, TAMPERED);
        for (LinuxMachine machine : List.of(stranger, keyless, older)) update(machine, SMALL);
        await().atMost(LIMIT).until(() -> !attempts(older).isEmpty());
        older.wakeUpWith("security='0'", "security='7'");

        assertThat(awaitEnd(tampered, "Failed")).isEqualTo("digest-mismatch");
        assertThat(awaitEnd(stranger, "Refused")).isEqualTo("signature-invalid");
        assertThat(awaitEnd(keyless, "Refused")).isEqualTo("key-unknown");
        assertThat(awaitEnd(older, "Refused")).isEqualTo("security-version-low");
        for (LinuxMachine machine : List.of(tampered, stranger, keyless, older)) {
            assertThat(machine.ledger()).as(machine.id).containsOnly("boot a");
            assertThat(machine.slot("b")).isEmpty();
        }
    }

    @Test
    void goesBackWhenItIsNotHealthyAndStopsWhenTheServerWantsIt() throws IOException {
        LinuxMachine sick = machine("sick");
        Files.createFile(sick.folder.resolve("sick"));
        on(sick);
        CuttingProxy slow = kept(new CuttingProxy(place.site.devicePort)).silentAfter(200_000);
        LinuxMachine late = on(machine("late").downloadingThrough(slow));
        update(sick, SMALL);
        update(late, GOOD);
        await().atMost(LIMIT).until(() -> late.downloadedBytes() > 100_000);
        String halt = "/api/v1/campaigns/" + late.id + ":halt";
        place.site.post(halt, "application/json", "{\"reason\":\"test\"}");

        assertThat(awaitEnd(sick, "RolledBack")).isEqualTo("health-check");
        assertThat(sick.ledger())
                .containsExactly(
                        "boot a",
                        "install b",
                        "switch b",
                        "boot b",
                        "health",
                        "switch a",
                        "boot a");
        late.awaitState("code='withdrawn'");
        late.awaitState("held=''");
        assertThat(late.ledger()).containsExactly("boot a");
        assertThat(late.downloadedBytes()).isZero();
    }

    /** The page: past {@code installing} the server counts it as rolled back, and tries again. */
    private enum Step {
        DOWNLOAD(1),
        INSTALL(1),
        INSTALLING(2),
        BEFORE_SWITCH(2),
        AFTER_SWITCH(1),
        REBOOT(1),
        HEALTH(1),
        BEFORE_VALID(1),
        AFTER_VALID(1);

        final int attempts;

        Step(int attempts) {
            this.attempts = attempts;
        }

        /** The hook in which it happens. */
        String hook() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Test
    void losesPowerInTheMiddleOfAnyStepAndGoesOn() {
        Map<Step, LinuxMachine> machines = new TreeMap<>();
        CuttingProxy broker = kept(new CuttingProxy(place.brokerPort()));
        for (Step step : Step.values()) machines.put(step, prepared(step, broker));
        machines.values().forEach(machine -> update(machine, GOOD));
        machines.forEach((step, machine) -> losePowerIn(step, machine, broker));
        machines.forEach(
                (step, machine) -> {
                    awaitEnd(machine, "Confirmed");
                    goneOnProperly(machine, image);
                    assertThat(attempts(machine).getFirst().path("number").intValue())
                            .as(step.toString())
                            .isEqualTo(step.attempts);
                });
    }

    private LinuxMachine prepared(Step step, CuttingProxy broker) {
        LinuxMachine machine = machine("step-" + step.hook());
        return on(
                switch (step) {
                    case DOWNLOAD ->
                            machine.downloadingThrough(
                                    kept(new CuttingProxy(place.site.devicePort))
                                            .silentAfter(200_000));
                    case INSTALLING ->
                            machine.with("port", "" + broker.port()).hold(Step.INSTALL.hook());
                    default -> machine.hold(step.hook());
                });
    }

    private static void losePowerIn(Step step, LinuxMachine machine, CuttingProxy broker) {
        switch (step) {
            case DOWNLOAD -> await().atMost(LIMIT).until(() -> machine.downloadedBytes() > 100_000);
            case INSTALLING -> {
                machine.awaitHeldAt(Step.INSTALL.hook());
                broker.stop();
                machine.release(Step.INSTALL.hook());
                machine.awaitState("step='installing'");
            }
            default -> machine.awaitHeldAt(step.hook());
        }
        machine.losePower();
        if (step != Step.DOWNLOAD && step != Step.INSTALLING) machine.release(step.hook());
        broker.flow();
    }

    /** All was done that a rename was to remember, and nothing of it is remembered. */
    @Test
    void losesPowerAtAnyRenameOfItsStateAndGoesOn() {
        LinuxMachine whole = on(machine("rename-none"));
        update(whole, SMALL);
        awaitEnd(whole, "Confirmed");
        goneOnProperly(whole, smallImage);
        List<LinuxMachine> machines = new ArrayList<>();
        for (int rename = 1; rename <= whole.renames(); rename++)
            machines.add(on(machine("rename-" + rename).losingPowerAt(rename)));
        assertThat(machines).hasSizeGreaterThan(6);
        for (LinuxMachine machine : machines) update(machine, SMALL);
        for (LinuxMachine machine : machines) {
            awaitEnd(machine, "Confirmed");
            goneOnProperly(machine, smallImage);
            assertThat(machine.folder.resolve("lost-power")).as(machine.id).exists();
        }
    }

    private static void goneOnProperly(LinuxMachine machine, byte[] image) {
        machine.awaitState("step='idle'");
        machine.awaitState("held=''");
        assertThat(machine.slot("b")).as(machine.id).isEqualTo(image);
        assertThat(machine.did("switch b")).as(machine.ledger().toString()).isEqualTo(1);
        assertThat(machine.ledger()).as(machine.id).contains("valid b").doesNotContain("valid a");
        assertThat(machine.running()).as(machine.id).isEqualTo("b");
    }

    private LinuxMachine machine(String id) {
        return kept(factory.make(id));
    }

    private <T extends AutoCloseable> T kept(T one) {
        open.add(one);
        return one;
    }

    private static LinuxMachine on(LinuxMachine machine) {
        return machine.on();
    }

    private static byte[] sha256(byte[] bytes) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    private String newKey() {
        String make = "openssl ecparam -name prime256v1 -genkey -noout | openssl pkey -pubout";
        return Tool.run(folder, "sh", "-c", make).output();
    }

    /** A campaign for one device, named like it; retries come soon. */
    private void update(LinuxMachine machine, String version) {
        String campaign =
                """
                apiVersion: canarywave/v1
                kind: Campaign
                metadata: {name: %1$s}
                spec:
                  release: {product: %2$s, version: "%3$s"}
                  cohort: {devices: [%1$s]}
                  device: {retries: {max: 3, backoff: 1s}}
                """
                        .formatted(machine.id, PRODUCT, version);
        awaitBirth(machine);
        Site.Answer applied = place.site.post("/api/v1/campaigns", "text/yaml", campaign);
        assertThat(applied.status()).as(applied.toString()).isEqualTo(201);
    }

    private void awaitBirth(LinuxMachine machine) {
        await(machine.id + " is born")
                .atMost(LIMIT)
                .until(() -> device(machine), device -> device.hasNonNull("version"));
    }

    private JsonNode device(LinuxMachine machine) {
        return place.site.get("/api/v1/devices/" + machine.id);
    }

    private List<JsonNode> attempts(LinuxMachine machine) {
        List<JsonNode> attempts = new ArrayList<>();
        device(machine).path("attempts").forEach(attempts::add);
        return attempts;
    }

    private List<String> whats(LinuxMachine machine) {
        return place.site.history(machine.id).stream()
                .map(fact -> fact.path("what").asText())
                .toList();
    }

    /** Waits until the newest attempt ended like this, and gives its code. */
    private String awaitEnd(LinuxMachine machine, String state) {
        try {
            return await(machine.id + " " + state)
                    .atMost(LIMIT)
                    .until(
                            () -> device(machine).path("attempts").path(0),
                            attempt -> attempt.path("state").asText().equals(state))
                    .path("code")
                    .asText();
        } catch (ConditionTimeoutException e) {
            String seen = whats(machine) + "\n" + machine.ledger() + "\n" + machine.log();
            throw new AssertionError(machine.id + " is not " + state + ": " + seen, e);
        }
    }
}
