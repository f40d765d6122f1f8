package io.github.canarywave.app;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What may be written with the room that the disk has. Full: the reserve is given back, and only
 * what stops a rollout is written with it, until there is room above the floor again. Safe from any
 * thread.
 */
public final class Space {
    private static final Logger LOG = LoggerFactory.getLogger(Space.class);

    /** Asking the disk costs microseconds, but not before each write. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** A line in the log this often while the disk is full. */
    private static final Duration REMINDER = Duration.ofMinutes(1);

    private static final long MIB = 1024 * 1024;

    private final Disk disk;
    private final Limits limits;
    private final LongSupplier nanos;
    private Level level = Level.ROOMY;
    private boolean reserved;
    private long lookedNanos;
    private long saidNanos;
    private boolean said;

    /**
     * How much room is kept.
     *
     * @param floorBytes below it no upload and no campaign is taken
     * @param reserveBytes size of the file that is given up for halts
     */
    public record Limits(long floorBytes, long reserveBytes) {}

    /** What the disk allows. */
    public enum Level {
        /** Everything. */
        ROOMY,
        /** No uploads, no new campaigns. */
        LOW,
        /** Only what stops a rollout. */
        FULL
    }

    public Space(Disk disk, Limits limits) {
        this(disk, limits, System::nanoTime);
    }

    Space(Disk disk, Limits limits, LongSupplier nanos) {
        this.disk = disk;
        this.limits = limits;
        this.nanos = nanos;
        this.reserved = disk.hasReserve();
        // Not even a start would find the room that it needs.
        if (disk.freeBytes() < limits.reserveBytes()) fill();
        look();
    }

    /** What the disk allowed a moment ago. */
    public synchronized Level level() {
        lookNowAndThen();
        return level;
    }

    /** Why next to nothing can be stored now, one sentence. */
    public Optional<String> trouble() {
        return level() == Level.FULL ? Optional.of(sentence()) : Optional.empty();
    }

    /**
     * Asked before each write that stops nothing.
     *
     * @throws DiskFull while only stops are written
     */
    void requireWritable() {
        if (level() == Level.FULL) throw refusal(sentence());
    }

    /**
     * Asked before something new is taken in.
     *
     * @throws DiskFull when the disk is nearly full
     */
    public synchronized void requireRoom() {
        look();
        if (level == Level.FULL) throw refusal(sentence());
        long free = disk.freeBytes();
        if (free < limits.floorBytes())
            throw refusal(
                    "the disk of "
                            + disk.place()
                            + " is nearly full: "
                            + mib(free)
                            + " are free, nothing new is taken below "
                            + mib(limits.floorBytes())
                            + ". Free space there, or give the data folder a larger disk; what"
                            + " runs goes on");
    }

    /**
     * A write did not fit.
     *
     * @return whether the reserve was given back just now, so that a stop may fit
     */
    synchronized boolean filled() {
        boolean gained = reserved;
        fill();
        return gained;
    }

    private void fill() {
        level = Level.FULL;
        disk.releaseReserve();
        reserved = false;
        lookedNanos = nanos.getAsLong();
        if (said && nanos.getAsLong() - saidNanos < REMINDER.toNanos()) return;
        LOG.error(
                "disk full folder={} free_mib={} needed_mib={} Only halts are stored until then;"
                        + " free space there",
                disk.place(),
                disk.freeBytes() / MIB,
                enough() / MIB);
        said();
    }

    private void lookNowAndThen() {
        if (nanos.getAsLong() - lookedNanos >= LOOK.toNanos()) look();
    }

    private void look() {
        lookedNanos = nanos.getAsLong();
        long free = disk.freeBytes();
        if (level == Level.FULL) whileFull(free);
        else whileNotFull(free);
    }

    private void whileFull(long free) {
        if (free < enough() || !disk.holdReserve()) {
            remind(free);
            return;
        }
        reserved = true;
        level = Level.ROOMY;
        LOG.info("disk has room again folder={} free_mib={}", disk.place(), free / MIB);
    }

    private void whileNotFull(long free) {
        if (!reserved && free >= enough()) reserved = disk.holdReserve();
        if (level == Level.ROOMY && free < limits.floorBytes()) {
            level = Level.LOW;
            LOG.warn(
                    "disk nearly full folder={} free_mib={} floor_mib={} No uploads and no new"
                            + " campaigns are taken; free space there",
                    disk.place(),
                    free / MIB,
                    limits.floorBytes() / MIB);
        } else if (level == Level.LOW && free > limits.floorBytes() + limits.floorBytes() / 8) {
            level = Level.ROOMY;
            LOG.info("disk has room again folder={} free_mib={}", disk.place(), free / MIB);
        }
    }

    private void remind(long free) {
        if (nanos.getAsLong() - saidNanos < REMINDER.toNanos()) return;
        LOG.error(
                "disk is still full folder={} free_mib={} needed_mib={}",
                disk.place(),
                free / MIB,
                enough() / MIB);
        said();
    }

    private void said() {
        said = true;
        saidNanos = nanos.getAsLong();
    }

    /** Room for the reserve, and the floor above it. */
    private long enough() {
        return limits.floorBytes() + limits.reserveBytes();
    }

    private String sentence() {
        return "the disk of "
                + disk.place()
                + " is full ("
                + mib(disk.freeBytes())
                + " free): nothing is stored but halts, and nothing is commanded, until "
                + mib(enough())
                + " are free. Free space there; it then goes on by itself";
    }

    private static String mib(long bytes) {
        return bytes / MIB + " MiB";
    }

    private static DiskFull refusal(String why) {
        return new DiskFull(why, new IllegalStateException("refused before it was tried"));
    }
}
