package io.github.canarywave.adapter.http.devices;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.adapter.http.ServedFiles;
import io.github.canarywave.domain.image.Sha256;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files in memory, and what becomes of them when the file on the disk is another. */
class MappedArtifactsTest {
    private static final byte[] GOOD = "firmware".getBytes(StandardCharsets.US_ASCII);

    @TempDir Path folder;

    private static byte[] shown(MappedArtifacts.Mapping mapping) {
        return mapping.slice(0, mapping.size()).getBytes();
    }

    @Test
    void aFileThatWasMendedIsServedInsteadOfTheDamagedOne() throws IOException {
        Sha256 name = ServedFiles.put(folder, GOOD);
        Path place = folder.resolve(name.hex());
        Files.write(place, "firmwarf".getBytes(StandardCharsets.US_ASCII));
        MappedArtifacts artifacts = new MappedArtifacts(ServedFiles.in(folder));
        MappedArtifacts.Mapping damaged = artifacts.find(name).orElseThrow();
        assertThat(artifacts.find(name)).containsSame(damaged);

        Path upload = Files.write(folder.resolve("upload"), GOOD);
        Files.move(upload, place, StandardCopyOption.ATOMIC_MOVE);

        assertThat(shown(artifacts.find(name).orElseThrow())).isEqualTo(GOOD);
        assertThat(shown(damaged)).as("of whom it is sent to").isNotEqualTo(GOOD);
    }
}
