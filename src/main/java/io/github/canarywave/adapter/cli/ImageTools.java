package io.github.canarywave.adapter.cli;

import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.fleet.Version;

/** Makes firmware images for simulated devices. */
public interface ImageTools {
    /**
     * A whole image; the same arguments, the same bytes.
     *
     * @param project name in the application descriptor
     * @param securityVersion counter in the descriptor, 0 or more
     * @param size bytes, about; the file is at least as large as its fixed parts
     * @param seed decides the content
     */
    byte[] write(Product project, Version version, int securityVersion, int size, long seed);
}
