package io.github.canarywave.adapter.store;

import io.github.canarywave.app.DiskFull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Puts bytes on disk. */
final class Flush {
    private Flush() {}

    /** After a failure that is no full disk nobody knows what of the file is there. */
    static void force(FileChannel channel, Path file, BrokenDisk broken) throws IOException {
        try {
            channel.force(true);
        } catch (IOException e) {
            if (!DiskFull.is(e)) broken.found("flush of " + file + ": " + e.getMessage());
            throw e;
        }
    }
}
