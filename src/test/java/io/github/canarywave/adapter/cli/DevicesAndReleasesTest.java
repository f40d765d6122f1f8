package io.github.canarywave.adapter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.image.Manifest;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.image.Test8266Images;
import io.github.canarywave.domain.image.TestImages;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** What people ask about devices and do with releases. */
class DevicesAndReleasesTest {
    private static final String DEVICE =
            """
            {"id":"sim-0037","model":"thermostat-esp32","labels":{"site":"north"},"online":true,\
            "lastHeard":"2026-11-20T14:31:06Z","version":"1.0.0","image":"00ff","securityVersion":0,\
            "slot":"a","boot":3,"attempts":[{"campaign":"thermostat-1.1.0","number":1,\
            "wave":"canary","state":"RolledBack","code":"health-check"}]}""";

    @TempDir Path data;
    private FakeOperator server;
    private TestCertificate certificate;
    private Desk desk;

    @BeforeEach
    void start() throws Exception {
        certificate = TestCertificate.make();
        server = FakeOperator.start(certificate);
        desk = new Desk(data, server, certificate);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void registersADeviceAndTellsItsTokenOnce() throws Exception {
        server.on(
                "POST /api/v1/devices",
                201,
                "{\"device\":%s,\"token\":\"cwd_x\"}".formatted(DEVICE));
        assertThat(
                        desk.run(
                                "device",
                                "add",
                                "sim-0037",
                                "--model",
                                "thermostat-esp32",
                                "--label",
                                "site=north"))
                .isZero();
        assertThat(server.requests)
                .containsExactly(
                        "POST /api/v1/devices\n{\"id\":\"sim-0037\",\"model\":\"thermostat-esp32\","
                                + "\"labels\":{\"site\":\"north\"}}");
        assertThat(desk.out()).contains("cwd_x").contains(certificate.pem().strip());
    }

    @Test
    void listsDevicesOverAllPagesAndByOutcome() throws Exception {
        String other = "{\"id\":\"sim-0038\",\"model\":\"m\",\"online\":false,\"attempts\":[]}";
        server.on(
                "GET /api/v1/devices?limit=500",
                200,
                "{\"devices\":[%s],\"next\":\"sim-0037\"}".formatted(DEVICE));
        server.on(
                "GET /api/v1/devices?limit=500&after=sim-0037",
                200,
                "{\"devices\":[%s]}".formatted(other));
        server.on(
                "GET /api/v1/devices?limit=500&selector=error%3Dhealth-check",
                200, "{\"devices\":[%s]}".formatted(DEVICE));
        server.on("GET /api/v1/devices?limit=500&selector=state%3DLost", 200, "{\"devices\":[]}");
        assertThat(desk.run("device", "list")).isZero();
        assertThat(desk.run("d", "list", "--code", "health-check", "-o", "name")).isZero();
        assertThat(desk.run("d", "list", "--state", "lost")).isZero();
        assertThat(desk.run("d", "list", "--limit", "1")).isZero();
        assertThat(desk.run("d", "list", "-o", "ndjson")).isZero();
        desk.check("device-list.txt");
    }

    @Test
    void listsTheDevicesThatASelectorAsksFor() throws Exception {
        server.on(
                "GET /api/v1/devices?limit=500&selector=site%3Dnorth%2Cerror%3Ddns",
                200, "{\"devices\":[],\"next\":\"sim-0001\"}");
        server.on(
                "GET /api/v1/devices?limit=500&selector=site%3Dnorth%2Cerror%3Ddns&after=sim-0001",
                200, "{\"devices\":[%s]}".formatted(DEVICE));
        assertThat(desk.run("device", "list", "-l", "site=north,error=dns", "-o", "name")).isZero();
        assertThat(desk.out()).isEqualTo("sim-0037\n");
    }

    @Test
    void theServerFindsWhatOptionsAskFor() throws Exception {
        server.on(
                "GET /api/v1/devices?limit=500&selector=site%3Dnorth%2Ccampaign%3Dc%2C"
                        + "state%3DRolledBack%2Cerror%3Ddns%2Cmodel%3Dm%2Cversion%3D1.0%2C"
                        + "online%3Dno%2Cheld%3Dyes",
                200, "{\"devices\":[%s]}".formatted(DEVICE));
        assertThat(
                        desk.run(
                                "device",
                                "list",
                                "-l",
                                "site=north",
                                "--campaign",
                                "c",
                                "--state",
                                "rolledback",
                                "--code",
                                "dns",
                                "--model",
                                "m",
                                "--version",
                                "1.0",
                                "--online=no",
                                "--held",
                                "-o",
                                "name"))
                .isZero();
        assertThat(desk.out()).isEqualTo("sim-0037\n");
        assertThat(desk.run("device", "list", "--held=maybe")).isEqualTo(Exit.USAGE);
    }

    @Test
    void labelsAndHoldsADevice() throws Exception {
        String one = "POST /api/v1/devices/sim-0037";
        server.on(one + ":label", 200, DEVICE);
        server.on(
                one + ":hold",
                200,
                DEVICE.replace("\"slot\"", "\"held\":\"by admin: bench\",\"slot\""));
        server.on(one + ":unhold", 200, DEVICE);
        assertThat(desk.run("device", "label", "sim-0037", "site=north", "a=", "ring-")).isZero();
        assertThat(desk.run("device", "hold", "sim-0037", "--reason", "bench")).isZero();
        assertThat(desk.run("device", "unhold", "sim-0037")).isZero();
        assertThat(server.requests)
                .containsExactly(
                        one
                                + ":label\n{\"set\":{\"site\":\"north\",\"a\":\"\"},\"remove\":[\"ring\"]}",
                        one + ":hold\n{\"reason\":\"bench\"}",
                        one + ":unhold\n{\"reason\":\"\"}");
        assertThat(desk.run("device", "label", "sim-0037", "=x")).isEqualTo(Exit.USAGE);
        assertThat(desk.run("device", "label", "sim-0037", "-")).isEqualTo(Exit.USAGE);
        assertThat(desk.run("device", "hold", "sim-0037")).isEqualTo(Exit.USAGE);
        desk.check("device-care.txt");
    }

    @Test
    void tellsWhatHappenedToADeviceAndWhy() throws Exception {
        server.on("GET /api/v1/devices/sim-0037", 200, DEVICE);
        server.on(
                "GET /api/v1/devices/sim-0037/history?limit=100",
                200,
                """
                {"facts":[
                {"at":"2026-11-20T14:31:06Z","campaign":"thermostat-1.1.0","attempt":1,"what":"RolledBack","why":"health-check: wifi reconnect 61 s > 60 s"},
                {"at":"2026-11-20T14:30:58Z","campaign":"thermostat-1.1.0","attempt":1,"what":"Rebooting","why":""},
                {"at":"2026-11-20T14:30:52Z","campaign":"thermostat-1.1.0","attempt":1,"what":"Installing","why":""},
                {"at":"2026-11-20T14:30:42Z","campaign":"thermostat-1.1.0","attempt":1,"what":"Downloading","why":"1.0 MiB in 2 ranges"},
                {"at":"2026-11-20T14:30:41Z","campaign":"thermostat-1.1.0","attempt":1,"what":"Commanded","why":"1.1.0"},
                {"at":"2026-11-19T08:00:00Z","campaign":"","attempt":0,"what":"registered","why":"by admin"}]}""");
        server.on("GET /api/v1/devices/new/history?limit=100", 200, "{\"facts\":[]}");
        server.on(
                "GET /api/v1/devices/sim-0037/explain",
                200,
                """
                {"explanations":[{"campaign":"thermostat-1.1.0","sentence":"not updated: it rolled back (health-check), which is not retried","earliest":"2026-11-21T08:30:00Z","decided":[{"at":"2026-11-20T14:30:41Z","attempt":1,"what":"Commanded","why":"wave canary is open; 3 in flight before it, window 5"}],"conditions":[
                {"name":"online","value":"heard 24 s ago","met":true},
                {"name":"retries","value":"health-check is counted","met":false,"change":"2026-11-21T08:30:00Z"}]}]}""");
        assertThat(desk.run("device", "get", "sim-0037")).isZero();
        assertThat(desk.run("device", "history", "sim-0037")).isZero();
        assertThat(desk.run("device", "history", "new")).isZero();
        assertThat(desk.run("device", "explain", "sim-0037")).isZero();
        server.on(
                "GET /api/v1/devices/sim-0037/explain?at=2026-11-20T14%3A30%3A00Z",
                200,
                """
                {"explanations":[{"campaign":"thermostat-1.1.0","sentence":"Not commanded then: wave canary was open","conditions":[],"decided":[]}]}""");
        assertThat(desk.run("d", "explain", "sim-0037", "--at", "2026-11-20T14:30:00Z")).isZero();
        server.on(
                "GET /api/v1/campaigns/thermostat-1.1.0/explain",
                200,
                """
                {"campaign":"thermostat-1.1.0","cohort":500,"ended":12,"waits":"wave canary: 5 in flight, window 5","reasons":[
                {"condition":"wave-open","example":"wave half is not open","devices":450,"ids":["sim-0001","sim-0002"]},
                {"condition":"device-online","example":"device is offline","devices":38,"ids":["sim-0003"]}]}""");
        assertThat(desk.run("campaign", "explain", "thermostat-1.1.0")).isZero();
        assertThat(desk.run("c", "explain", "thermostat-1.1.0", "-o", "name")).isZero();
        desk.check("device.txt");
    }

    private byte[] image(TestImages images, String name) throws Exception {
        byte[] bytes = images.bytes();
        Files.write(data.resolve(name), bytes);
        return bytes;
    }

    private void makeKeys() throws Exception {
        Files.createDirectories(data.resolve("keys"));
        Files.writeString(data.resolve("keys/release.pem"), "private");
        Files.writeString(data.resolve("keys/release.pub.pem"), "public");
    }

    private static String signature(byte[] image, String model, String version, int security) {
        return Desk.signature(
                new Manifest(
                        new Model(model),
                        new Version(version),
                        security,
                        image.length,
                        Sha256.of(image)));
    }

    @Test
    void addsAReleaseThatTheImageNamesItself() throws Exception {
        makeKeys();
        byte[] image = image(new TestImages().contentBytes(40_000), "weather.bin");
        String call =
                "PUT /api/v1/releases/weather-station/2.4.1/artifacts/weather-station"
                        + "?securityVersion=6&key=rel-test&signature="
                        + signature(image, "weather-station", "2.4.1", 6);
        server.on(call, 201, "{\"product\":\"weather-station\",\"version\":\"2.4.1\"}");
        String file = data.resolve("weather.bin").toString();
        assertThat(desk.run("release", "add", file)).isZero();
        assertThat(server.requests).containsExactly(call + "\n" + image.length + " bytes");
        assertThat(desk.err()).isEmpty();
        assertThat(desk.atTerminal().run("release", "add", file, "-o", "name")).isZero();
        assertThat(desk.err()).contains("\r39.4 KiB [").contains("] 100%").endsWith("\r\033[2K");
        desk.check("release-add.txt");
    }

    @Test
    void addsAReleaseUnderTheNamesGiven() throws Exception {
        makeKeys();
        byte[] image = image(new TestImages(), "weather.bin");
        String call =
                "PUT /api/v1/releases/lamp/9.9/artifacts/esp32-rev3"
                        + "?securityVersion=7&key=rel-test&signature="
                        + signature(image, "esp32-rev3", "9.9", 7);
        server.on(call, 201, "{}");
        assertThat(
                        desk.run(
                                "release",
                                "add",
                                data.resolve("weather.bin").toString(),
                                "--product",
                                "lamp",
                                "--version",
                                "9.9",
                                "--model",
                                "esp32-rev3",
                                "--security-version",
                                "7"))
                .isZero();
        assertThat(desk.out())
                .isEqualTo("lamp 9.9 as given   400 B   signed rel-test ✔  stored ✔\n");
        assertThat(desk.err()).contains("descriptor says version 2.4.1");
    }

    @Test
    void refusesWhatIsNoWholeImageOrCannotBeNamedOrSigned() throws Exception {
        byte[] whole = image(new TestImages(), "weather.bin");
        whole[whole.length - 1] ^= 1;
        whole[100] ^= 1;
        Files.write(data.resolve("damaged.bin"), whole);
        image(new TestImages().withoutElfDigest(), "arduino.bin");
        String weather = data.resolve("weather.bin").toString();
        assertThat(desk.run("release", "add", data.resolve("damaged.bin").toString())).isEqualTo(2);
        assertThat(desk.run("release", "add", data.resolve("arduino.bin").toString())).isEqualTo(2);
        assertThat(desk.run("release", "add", data.resolve("absent.bin").toString())).isEqualTo(2);
        assertThat(desk.run("release", "add", weather)).isEqualTo(2);
        Files.writeString(data.resolve("broken.pem"), "x");
        String broken = data.resolve("broken.pem").toString();
        assertThat(desk.run("release", "add", weather, "--release-key", broken)).isOne();
        desk.check("release-refused.txt");
        assertThat(server.requests).isEmpty();
    }

    @Test
    void addsImagesForEsp8266AndSaysWhyNot() throws Exception {
        makeKeys();
        byte[] image = Test8266Images.signed(Test8266Images.arduino(), 256);
        server.on(
                "PUT /api/v1/releases/lamp/1.5/artifacts/lamp"
                        + "?securityVersion=0&key=rel-test&signature="
                        + signature(image, "lamp", "1.5", 0),
                201,
                "{}");
        String[] names = {"--product", "lamp", "--version", "1.5"};
        assertThat(add("lamp.bin", image, names)).isZero();
        assertThat(add("lamp.bin", image)).isEqualTo(2);
        byte[] damaged = Test8266Images.arduinoWithoutCrc();
        damaged[0x1100] ^= 1;
        assertThat(add("damaged.bin", damaged, names)).isEqualTo(2);
        assertThat(add("cut.bin", Arrays.copyOf(image, 4200), names)).isEqualTo(2);
        assertThat(add("eboot.bin", Test8266Images.eboot(), names)).isEqualTo(2);
        assertThat(add("app.bin", Test8266Images.application(), names)).isEqualTo(2);
        desk.check("release-8266.txt");
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void addsOpaqueFilesAndRefusesWhatNoSlotHolds() throws Exception {
        makeKeys();
        byte[] other = new byte[3000];
        server.on(
                "PUT /api/v1/releases/gateway/3.1/artifacts/gw-2"
                        + "?securityVersion=0&key=rel-test&signature="
                        + signature(other, "gw-2", "3.1", 0)
                        + "&opaque=true",
                201,
                "{\"warnings\":[\"the file for model gw-2 is opaque\"]}");
        String[] names = {
            "--opaque", "--product", "gateway", "--version", "3.1", "--model", "gw-2"
        };
        assertThat(add("root.img", other, names)).isZero();
        assertThat(add("root.img", other, "--opaque")).isEqualTo(2);
        assertThat(add("root.img", other, "--product", "x", "--version", "1")).isEqualTo(2);
        assertThat(add("empty.img", new byte[0], names)).isEqualTo(2);
        byte[] image = new TestImages().bytes();
        server.on(
                "PUT /api/v1/releases/weather-station/2.4.1/artifacts/weather-station"
                        + "?securityVersion=6&key=rel-test&signature="
                        + signature(image, "weather-station", "2.4.1", 6),
                201,
                "{}");
        assertThat(add("weather.bin", image, names)).isEqualTo(2);
        assertThat(add("weather.bin", image, "--slot-size", "1K")).isZero();
        assertThat(add("weather.bin", image, "--slot-size", "0x18f")).isEqualTo(2);
        assertThat(add("weather.bin", image, "--slot-size", "1 MB")).isEqualTo(2);
        desk.check("release-opaque.txt");
    }

    @Test
    void readsSlotSizesAsPartitionTablesHaveThem() {
        assertThat(new SlotSize("1536KiB").bytes()).isEqualTo(1_572_864);
        assertThat(new SlotSize("1536K").bytes()).isEqualTo(1_572_864);
        assertThat(new SlotSize("0x180000").bytes()).isEqualTo(1_572_864);
        assertThat(new SlotSize("1572864").bytes()).isEqualTo(1_572_864);
        assertThat(new SlotSize("2MiB").bytes()).isEqualTo(2_097_152);
    }

    private int add(String name, byte[] content, String... options) throws Exception {
        String file = Files.write(data.resolve(name), content).toString();
        return desk.run(
                Stream.concat(Stream.of("release", "add", file), Stream.of(options))
                        .toArray(String[]::new));
    }

    private String release(byte[] image, String signature) {
        return """
        {"product":"weather-station","version":"2.4.1","state":"revoked","reason":"by ada: burns","notes":"mends it","artifacts":[{"model":"weather-station","size":%d,"sha256":"%s","image":"00ff","securityVersion":6,"key":"rel-test","signature":"%s","signatures":[{"key":"rel-test","signature":"%s","state":"revoked"}]}]}"""
                .formatted(image.length, Sha256.of(image).hex(), signature, signature);
    }

    @Test
    void listsShowsAndVerifiesReleases() throws Exception {
        makeKeys();
        byte[] image = image(new TestImages(), "weather.bin");
        String release = release(image, signature(image, "weather-station", "2.4.1", 6));
        String path = "GET /api/v1/releases/weather-station/2.4.1";
        server.on("GET /api/v1/releases", 200, "{\"releases\":[" + release + "]}");
        server.on(path, 200, release);
        server.on(path + "/artifacts/weather-station", 200, image);
        assertThat(desk.run("release", "list")).isZero();
        assertThat(desk.run("r", "show", "weather-station", "2.4.1")).isZero();
        Path export = data.resolve("export");
        assertThat(
                        desk.run(
                                "release",
                                "verify",
                                "weather-station",
                                "2.4.1",
                                "--export",
                                export.toString()))
                .isZero();
        desk.check("release.txt");
        assertThat(export.resolve("image-weather-station.bin")).hasBinaryContent(image);
        assertThat(export.resolve("manifest-weather-station.der"))
                .hasBinaryContent(new byte[] {0x30, 0x00});
        assertThat(export.resolve("manifest-weather-station.txt"))
                .content()
                .startsWith("canarywave-manifest-1\nweather-station\n2.4.1\n6\n" + image.length);
    }

    @Test
    void publishesAndRevokesReleasesAndKeys() throws Exception {
        String path = "POST /api/v1/releases/weather-station/2.4.1";
        String release = release(new byte[] {1}, "s");
        server.on(path + ":publish", 200, release);
        server.on(path + ":note", 200, release);
        server.on(path + ":revoke", 200, "{\"release\":" + release + ",\"halted\":[\"summer\"]}");
        server.on(
                "GET /api/v1/release-keys",
                200,
                """
                {"keys":[{"id":"rel-1","fingerprint":"0011223344556677","state":"active","given":false},
                {"id":"rel-2","fingerprint":"8899aabbccddeeff","state":"revoked","given":true,"reason":"by ada: stolen"}]}""");
        server.on("POST /api/v1/release-keys/rel-1:retire", 200, "{\"state\":\"retiring\"}");
        String[] name = {"weather-station", "2.4.1"};
        assertThat(desk.run("release", "publish", name[0], name[1])).isZero();
        assertThat(desk.run("release", "note", name[0], name[1], "mends it")).isZero();
        server.on(
                "PUT /api/v1/releases/weather-station/2.4.1/sbom",
                201,
                release.replaceFirst(
                        "\\{", "{\"sbom\":{\"form\":\"SPDX 2.3\",\"sha256\":\"e3b0\"},"));
        String bom = Files.writeString(data.resolve("bom.json"), "{}").toString();
        assertThat(desk.run("release", "sbom", name[0], name[1], bom)).isZero();
        assertThat(desk.run("release", "revoke", name[0], name[1], "--reason", "burns")).isZero();
        assertThat(desk.run("release", "key", "list")).isZero();
        assertThat(desk.run("release", "key", "retire", "rel-1", "--reason", "next")).isZero();
        server.on("POST /api/v1/artifacts:check", 200, "{\"checked\":3,\"bad\":[]}");
        server.on(
                "POST /api/v1/artifacts:check",
                200,
                "{\"checked\":3,\"bad\":[{\"sha256\":\"e3b0\",\"condition\":\"missing\",\"releases\":[\"lamp"
                        + " 1\",\"lamp 2\"]}]}");
        assertThat(desk.run("release", "check")).isZero();
        assertThat(desk.run("release", "check")).isOne();
        desk.check("release-states.txt");
        assertThat(server.requests)
                .anyMatch(r -> r.contains(":revoke") && r.endsWith("{\"reason\":\"burns\"}"));
    }

    @Test
    void saysWhenAReleaseIsNotWhatTheKeySigned() throws Exception {
        makeKeys();
        byte[] image = image(new TestImages(), "weather.bin");
        String path = "GET /api/v1/releases/weather-station/2.4.1";
        server.on(path, 200, release(image, "forged"));
        byte[] other = image.clone();
        other[200] ^= 1;
        server.on(path + "/artifacts/weather-station", 200, image);
        server.on(path + "/artifacts/weather-station", 200, other);
        String[] verify = {"release", "verify", "weather-station", "2.4.1"};
        assertThat(desk.run(verify)).isOne();
        assertThat(desk.err()).contains("did not sign this manifest");
        assertThat(desk.run(verify)).isOne();
        assertThat(desk.err()).contains("the file has SHA-256");
        assertThat(desk.out()).isEmpty();
    }

    @Test
    void writesAnImageForSimulatedDevicesAndOverwritesNone() throws Exception {
        String file = data.resolve("t.bin").toString();
        String[] command = {
            "sim", "image", file, "--project", "thermostat", "--version", "1.2.0", "--size", "64"
        };
        assertThat(desk.runPlain(command)).isZero();
        assertThat(data.resolve("t.bin")).hasContent("thermostat 1.2.0 0 65536 1");
        assertThat(desk.runPlain(command)).isEqualTo(Exit.CONFLICT);
    }
}
