package io.github.canarywave.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.sim.SimImage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Uploads in the middle of which the server dies, or its disk is full. */
class UploadIT {
    private static final String PRODUCT = "thermostat-esp32";
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int KILLS = Integer.getInteger("upload.kills", 9);

    /** More than what is left of it fits into the reserve of a full disk. */
    private static final int LARGE = 6 << 20;

    @TempDir Path folder;

    /** A firmware file and the call that adds it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Firmware(String version, byte[] content, String path) {
        Sha256 digest() {
            return Sha256.of(content);
        }
    }

    private Firmware firmware(Rig rig, String version, int bytes) throws IOException {
        byte[] content = SimImage.esp32(PRODUCT, version, 0, bytes, 7);
        Path file = Files.write(folder.resolve(version + ".bin"), content);
        Path key = folder.resolve("release.pem");
        if (!Files.exists(key)) Files.copy(rig.data.resolve("keys/release.pem"), key);
        Child.run(
                folder.resolve("commands.log"),
                List.of("release", "sign", file.toString(), "--key=" + key));
        JsonNode signed =
                new ObjectMapper()
                        .readTree(folder.resolve(version + ".bin.release").toFile())
                        .path("signatures")
                        .path(0);
        return new Firmware(
                version,
                content,
                artifact(version)
                        + "?securityVersion=0&key="
                        + part(signed.path("key").asText())
                        + "&signature="
                        + part(signed.path("signature").asText()));
    }

    private static String artifact(String version) {
        return "/api/v1/releases/" + PRODUCT + "/" + version + "/artifacts/" + PRODUCT;
    }

    private static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void aKilledServerServesNothingHalfWrittenAndTakesTheSameUploadAgain() throws IOException {
        Random random = new Random(20);
        try (Rig rig = Rig.start(Rig.Options.of(0, 1, 1, false), folder)) {
            Firmware firmware = firmware(rig, "1.0.1", 1 << 20);
            int size = firmware.content().length;
            for (int kill = 0; kill < KILLS; kill++) {
                int end = 1 + random.nextInt(size - 1);
                killed(rig, firmware, end, () -> uploads(rig).equals(List.of((long) end)));
                assertThat(releases(rig)).as("killed at byte %d", end).isEmpty();
            }
            killed(rig, firmware, size, () -> uploads(rig).contains((long) size) || kept(rig) > 0);
            killed(rig, firmware, size, () -> kept(rig) > 0);
            added(rig, firmware);
            rig.server().kill();
            rig.startServer("upload", System.currentTimeMillis());
            sound(rig);
            served(rig, firmware);
        }
    }

    /** Sends so much of it, waits for something and kills the server, which is started again. */
    private static void killed(Rig rig, Firmware firmware, int end, BooleanSupplier when)
            throws IOException {
        try (Upload upload = Upload.begin(rig, firmware.path(), firmware.content())) {
            upload.sendTo(end);
            Rig.until(SOON, "the server has them", when);
            rig.server().kill();
        }
        rig.startServer("upload", System.currentTimeMillis());
        sound(rig);
    }

    private static void added(Rig rig, Firmware firmware) throws IOException {
        try (Upload upload = Upload.begin(rig, firmware.path(), firmware.content())) {
            upload.sendTo(firmware.content().length);
            assertThat(upload.answer()).startsWith("HTTP/1.1 201 ");
        }
        sound(rig);
        served(rig, firmware);
    }

    private static void served(Rig rig, Firmware firmware) throws IOException {
        assertThat(releases(rig)).contains(firmware.digest());
        byte[] kept = Files.readAllBytes(place(rig, firmware.digest()));
        assertThat(kept).isEqualTo(firmware.content());
        try (Upload get = Upload.get(rig, artifact(firmware.version()))) {
            assertThat(get.body()).isEqualTo(firmware.content());
        }
    }

    /** No upload is left, every file is what its name says, and every release has its file. */
    private static void sound(Rig rig) throws IOException {
        assertThat(uploads(rig)).isEmpty();
        try (Stream<Path> files = Files.walk(rig.data.resolve("artifacts"))) {
            for (Path file : files.filter(Files::isRegularFile).toList())
                assertThat(Sha256.of(Files.readAllBytes(file)).hex())
                        .isEqualTo(file.getFileName().toString());
        }
        for (Sha256 file : releases(rig)) assertThat(place(rig, file)).exists();
    }

    private static Path place(Rig rig, Sha256 file) {
        return rig.data
                .resolve("artifacts")
                .resolve(file.hex().substring(0, 2))
                .resolve(file.hex());
    }

    /** Sizes of the files of uploads. */
    private static List<Long> uploads(Rig rig) {
        try (Stream<Path> files = Files.list(rig.data.resolve("tmp"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("upload-"))
                    .map(file -> file.toFile().length())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long kept(Rig rig) {
        try (Stream<Path> files = Files.walk(rig.data.resolve("artifacts"))) {
            return files.filter(Files::isRegularFile).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Files that releases name. */
    private static List<Sha256> releases(Rig rig) {
        return rig.api().get("/api/v1/releases").findValuesAsText("sha256").stream()
                .map(Sha256::new)
                .toList();
    }

    @Test
    void anUploadThatFillsTheDiskIsRefusedWithTheReasonAndNothingOfItStays() throws IOException {
        Rig.Options options = Rig.Options.of(0, 1, 1, false).withDisk(Rig.SMALL_DISK_MIB);
        try (Rig rig = Rig.start(options, folder)) {
            Firmware before = firmware(rig, "1.0.1", 1 << 20);
            Firmware firmware = firmware(rig, "1.0.2", LARGE);
            added(rig, before);
            try (Upload upload = Upload.begin(rig, firmware.path(), firmware.content())) {
                int begin = 1 << 20;
                upload.sendTo(begin);
                Rig.until(SOON, "it has begun", () -> uploads(rig).equals(List.of((long) begin)));
                rig.disk().fill();
                upload.sendTo(firmware.content().length);
                assertThat(upload.answer())
                        .startsWith("HTTP/1.1 507 ")
                        .contains("disk-full", "the disk took only a part of the upload");
            }
            Rig.until(SOON, "nothing of it is left", () -> uploads(rig).isEmpty());
            sound(rig);
            assertThat(releases(rig)).containsExactly(before.digest());
            served(rig, before);
            rig.disk().empty();
            Rig.until(SOON, "there is room", () -> uploadable(rig, firmware));
            sound(rig);
            served(rig, firmware);
        }
    }

    private static boolean uploadable(Rig rig, Firmware firmware) {
        try (Upload upload = Upload.begin(rig, firmware.path(), firmware.content())) {
            upload.sendTo(firmware.content().length);
            return upload.answer().startsWith("HTTP/1.1 201 ");
        } catch (IOException e) {
            return false;
        }
    }
}
