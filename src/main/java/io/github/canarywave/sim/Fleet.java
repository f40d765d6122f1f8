package io.github.canarywave.sim;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.canarywave.domain.image.Sha256;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Simulated devices, each with a real MQTT session and real HTTPS downloads; sees nothing of the
 * server but the protocol page. Safe from any thread.
 */
public final class Fleet implements AutoCloseable {
    /** 4 bytes make 6 characters of base64url; the page allows 8. */
    private static final int SESSION_BYTES = 4;

    private static final long CLOSE_SECONDS = 5;

    private final Map<String, LiveDevice> devices = new LinkedHashMap<>();
    private final Network network;
    private final Optional<Journal> flash;
    private final Optional<Journal> ledger;

    private Fleet(Network network, Optional<Journal> flash, Optional<Journal> ledger) {
        this.network = network;
        this.flash = flash;
        this.ledger = ledger;
    }

    /**
     * Starts all devices but those that stay offline. Returns at once; {@link #allOnline} tells
     * when they are connected. A broker that is not there yet is tried again and again.
     */
    public static Fleet start(FleetOptions options) {
        Map<String, Memory> memories = options.flash().map(Fleet::remembered).orElseGet(Map::of);
        Fleet fleet =
                new Fleet(
                        Network.open(options),
                        options.flash().map(Journal::open),
                        options.ledger().map(Journal::open));
        for (DeviceAccount account : options.devices()) fleet.add(account, options, memories);
        fleet.devices.values().forEach(LiveDevice::start);
        return fleet;
    }

    private void add(DeviceAccount account, FleetOptions options, Map<String, Memory> memories) {
        Chance chance = new Chance(options.seed(), account.id());
        if (chance.happens(options.offlineShare(), "offline")) return;
        Memory memory = memories.get(account.id());
        if (memory == null)
            memory =
                    new Memory(
                            new Memory.Firmware(options.version(), factoryImage(options)),
                            options.securityVersion());
        devices.put(
                account.id(),
                new LiveDevice(
                        account,
                        profile(account, options, chance),
                        memory,
                        options,
                        network,
                        flash,
                        ledger));
    }

    private static Profile profile(DeviceAccount account, FleetOptions options, Chance chance) {
        Map<String, String> labels = new HashMap<>();
        options.labels()
                .forEach(
                        (name, values) ->
                                labels.put(
                                        name,
                                        values.get(
                                                (int)
                                                        (chance.draw("label", name)
                                                                * values.size()))));
        return new Profile(
                account.id(),
                options.prefix(),
                options.model(),
                labels,
                options.verify(),
                new Verifier(options.commandKeys(), options.releaseKeys()),
                chance,
                version -> options.behaviours().getOrDefault(version, Behaviour.GOOD),
                options.timing(),
                Profile.Hardware.USUAL,
                Fleet::freshSession);
    }

    private static String factoryImage(FleetOptions options) {
        String name = "factory image " + options.model() + ' ' + options.version();
        return options.image()
                .orElseGet(() -> Sha256.of(name.getBytes(StandardCharsets.UTF_8)).base64Url());
    }

    private static String freshSession() {
        byte[] name = new byte[SESSION_BYTES];
        new SecureRandom().nextBytes(name);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(name);
    }

    /** Reads what devices kept and writes it back, one line each. */
    private static Map<String, Memory> remembered(Path flash) {
        Map<String, JsonNode> newest = new LinkedHashMap<>();
        for (JsonNode line : Journal.read(flash)) newest.put(line.path("id").asText(), line);
        if (!newest.isEmpty()) Journal.replace(flash, newest.values());
        Map<String, Memory> memories = new HashMap<>();
        newest.forEach((id, line) -> memories.put(id, Memory.of(line)));
        return memories;
    }

    /** How many devices are connected and subscribed now. */
    public int online() {
        return (int) devices.values().stream().filter(LiveDevice::online).count();
    }

    /** Completes when each device that is not dead or kept offline was connected once. */
    public CompletableFuture<Void> allOnline() {
        return CompletableFuture.allOf(
                devices.values().stream()
                        .map(LiveDevice::firstOnline)
                        .toArray(CompletableFuture<?>[]::new));
    }

    /** All devices that take part, as they are now. */
    public List<DeviceView> devices() {
        return devices.values().stream().map(LiveDevice::view).toList();
    }

    /** One device as it is now. */
    public DeviceView device(String id) {
        return live(id).view();
    }

    /** Breaks the connection of a device without a farewell; it comes back by itself. */
    public void cutOff(String id) {
        live(id).cutOff();
    }

    private LiveDevice live(String id) {
        LiveDevice device = devices.get(id);
        if (device == null) throw new NoSuchElementException("no device in this fleet: " + id);
        return device;
    }

    /** All power goes away: connections break, last wills are sent; flash stays as it is. */
    @Override
    public void close() {
        var farewells =
                devices.values().stream()
                        .map(LiveDevice::close)
                        .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(farewells)
                .completeOnTimeout(null, CLOSE_SECONDS, TimeUnit.SECONDS)
                .join();
        network.close();
        flash.ifPresent(Journal::close);
        ledger.ifPresent(Journal::close);
    }
}
