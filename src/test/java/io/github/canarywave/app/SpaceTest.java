package io.github.canarywave.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.concurrent.TimeUnit;

/** A floor of 64 MiB and a reserve of 16 MiB. */
class SpaceTest {
    private static final long MIB = FakeDisk.MIB;

    private final FakeDisk disk = new FakeDisk(1_000, 16);
    private long nanos = 1;
    private final Space space = space();

    private Space space() {
        return new Space(disk, new Space.Limits(64 * MIB, 16 * MIB), () -> nanos);
    }

    private Space.Level levelLater() {
        nanos += TimeUnit.SECONDS.toNanos(2);
        return space.level();
    }

    @Test
    void keepsAReserveWhereThereIsRoom() {
        assertThat(disk.reserve).isTrue();
        assertThat(disk.free).isEqualTo(984 * MIB);
        assertThat(space.level()).isEqualTo(Space.Level.ROOMY);
        assertThatCode(space::requireRoom).doesNotThrowAnyException();
        assertThat(space.trouble()).isEmpty();
    }

    @Test
    void takesNothingNewBelowTheFloorAndGoesOnStoring() {
        disk.free = 63 * MIB;
        assertThatThrownBy(space::requireRoom)
                .isInstanceOf(DiskFull.class)
                .hasMessage(
                        "the disk of /data is nearly full: 63 MiB are free, nothing new is taken"
                                + " below 64 MiB. Free space there, or give the data folder a"
                                + " larger disk; what runs goes on");
        assertThatCode(space::requireWritable).doesNotThrowAnyException();
        assertThat(levelLater()).isEqualTo(Space.Level.LOW);
        disk.free = 73 * MIB;
        assertThat(levelLater()).isEqualTo(Space.Level.ROOMY);
    }

    @Test
    void givesTheReserveUpOnceAndStoresOnlyStopsUntilThereIsRoomForBoth() {
        disk.free = 0;
        assertThat(space.filled()).isTrue();
        assertThat(space.filled()).isFalse();
        assertThat(disk.free).isEqualTo(16 * MIB);
        assertThatThrownBy(space::requireWritable)
                .hasMessageContaining("nothing is stored but halts");
        disk.free = 79 * MIB;
        assertThat(levelLater()).isEqualTo(Space.Level.FULL);
        assertThatThrownBy(space::requireRoom).isInstanceOf(DiskFull.class);
        disk.free = 80 * MIB;
        assertThat(levelLater()).isEqualTo(Space.Level.ROOMY);
        assertThat(disk.reserve).isTrue();
        assertThatCode(space::requireWritable).doesNotThrowAnyException();
    }

    @Test
    void aStartOnAFullDiskUsesTheReserveToStart() {
        disk.free = 0;
        Space second = space();
        assertThat(second.level()).isEqualTo(Space.Level.FULL);
        assertThat(disk.free).isEqualTo(16 * MIB);
        assertThat(second.trouble()).isPresent();
    }
}
