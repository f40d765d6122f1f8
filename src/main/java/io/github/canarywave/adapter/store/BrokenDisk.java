package io.github.canarywave.adapter.store;

/**
 * Told when the operating system could not write, flush or read: nobody knows any more what is on
 * disk, so nothing may be promised on it. Safe from any thread.
 */
@FunctionalInterface
public interface BrokenDisk {
    /** Leaves it at the exception that follows; for tools that end by themselves. */
    BrokenDisk EXCEPTION_ONLY = _ -> {};

    /**
     * Ends the process at once, before anything else is said to anybody.
     *
     * @param what what failed, on which file
     */
    void found(String what);
}
