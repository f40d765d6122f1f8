package io.github.canarywave.app;

/** The disk of the data folder, and a file there that keeps room for the worst hour. */
public interface Disk {
    /** The data folder, as people know it. */
    String place();

    /** Bytes that this process could still write. */
    long freeBytes();

    /** Whether the reserve is there, whole. */
    boolean hasReserve();

    /**
     * Makes the reserve where it is missing, of real blocks.
     *
     * @return whether it is there now; false when the disk has no room for it
     */
    boolean holdReserve();

    /** Gives the room of the reserve back to the disk. */
    void releaseReserve();
}
