package io.github.canarywave.adapter.log;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;

import java.util.concurrent.atomic.LongAdder;

/** A queue in front of an appender that drops what does not fit, and counts it. */
final class CountingAsync extends AsyncAppender {
    /** Room for those that found it free at once: more threads than ever log here. */
    private static final int RACING = 64;

    private final LongAdder dropped = new LongAdder();

    /**
     * @param lines that wait at most
     */
    CountingAsync(int lines) {
        setQueueSize(lines + RACING);
        setDiscardingThreshold(RACING);
        setNeverBlock(true);
    }

    /** Asked when there is no room any more. */
    @Override
    protected boolean isDiscardable(ILoggingEvent event) {
        dropped.increment();
        return true;
    }

    long dropped() {
        return dropped.sum();
    }
}
