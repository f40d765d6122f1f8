package io.github.canarywave.adapter.http.devices;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where requests that are over are written down, if anybody wants it. Safe from any thread. */
public final class AccessLog {
    /** Silent unless somebody configures it. */
    public static final String LOGGER = "canarywave.access";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

    private AccessLog() {}

    /** Whether a line would be written; making one for nobody is wasted. */
    static boolean wanted() {
        return LOG.isInfoEnabled();
    }

    static void write(AccessLine line) {
        LOG.info(line.text());
    }
}
