package io.github.canarywave;

import io.github.canarywave.adapter.store.BrokenDisk;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the process at once when its disk failed, after one line that says so. */
final class LastWords implements BrokenDisk {
    private static final Logger LOG = LoggerFactory.getLogger(LastWords.class);

    /** EX_IOERR of sysexits.h, so that who supervises the process can tell. */
    static final int EXIT = 74;

    @Override
    public void found(String what) {
        try {
            LOG.error(
                    "disk failed, stopped at once what=\"{}\" Nothing is acknowledged that is not"
                            + " stored. Look at the disk and its mount (kernel log, SMART), then"
                            + " start again: the rollout goes on where it was",
                    what);
        } finally {
            // No shutdown hooks: they would write and speak.
            Runtime.getRuntime().halt(EXIT);
        }
    }
}
