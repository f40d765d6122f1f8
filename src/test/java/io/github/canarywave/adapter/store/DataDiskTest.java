package io.github.canarywave.adapter.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.canarywave.app.DiskFull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class DataDiskTest {
    private static final long BYTES = 3 * 1024 * 1024 + 5;

    @TempDir Path folder;

    @Test
    void theReserveIsOfRealBlocksAndGivesThemBack() throws IOException {
        DataDisk disk = new DataDisk(folder, BYTES, BrokenDisk.EXCEPTION_ONLY);
        assertThat(disk.hasReserve()).isFalse();
        assertThat(disk.holdReserve()).isTrue();
        assertThat(disk.hasReserve()).isTrue();
        assertThat(Files.readAllBytes(folder.resolve("reserve")))
                .hasSize((int) BYTES)
                .satisfies(bytes -> assertThat(zeros(bytes)).isLessThan(bytes.length / 100));
        disk.releaseReserve();
        assertThat(folder.resolve("reserve")).doesNotExist();
    }

    /** A file system leaves zeros out, or squeezes them. */
    private static int zeros(byte[] bytes) {
        int count = 0;
        for (byte b : bytes) if (b == 0) count++;
        return count;
    }

    @Test
    void aReserveThatFindsNoRoomLeavesNothingBehind() throws IOException {
        Files.createSymbolicLink(folder.resolve("reserve"), Path.of("/dev/full"));
        DataDisk disk = new DataDisk(folder, BYTES, BrokenDisk.EXCEPTION_ONLY);
        assertThat(disk.holdReserve()).isFalse();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anUploadIsNotBegunWithoutRoom() {
        DiskFull full = new DiskFull("nearly full", new IllegalStateException());
        ArtifactFolder artifacts =
                new ArtifactFolder(
                        folder,
                        () -> {
                            throw full;
                        },
                        BrokenDisk.EXCEPTION_ONLY);
        assertThatThrownBy(artifacts::newUpload).isSameAs(full);
        assertThat(folder.resolve("tmp")).isEmptyDirectory();
    }
}
