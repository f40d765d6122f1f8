package io.github.canarywave.app;

/** A disk of numbers; its reserve takes room as a real one does. */
final class FakeDisk implements Disk {
    static final long MIB = 1024 * 1024;
    private final long reserveBytes;
    volatile long free;
    volatile boolean reserve;

    FakeDisk(long freeMib, long reserveMib) {
        this.free = freeMib * MIB;
        this.reserveBytes = reserveMib * MIB;
    }

    @Override
    public String place() {
        return "/data";
    }

    @Override
    public long freeBytes() {
        return free;
    }

    @Override
    public boolean hasReserve() {
        return reserve;
    }

    @Override
    public synchronized boolean holdReserve() {
        if (reserve) return true;
        if (free < reserveBytes) return false;
        free -= reserveBytes;
        reserve = true;
        return true;
    }

    @Override
    public synchronized void releaseReserve() {
        if (reserve) free += reserveBytes;
        reserve = false;
    }
}
