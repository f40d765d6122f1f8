package io.github.canarywave.adapter.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.spi.ContextAware;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;

import org.slf4j.LoggerFactory;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One logger's lines in a file of their own, each with its time in front. Whoever logs never waits:
 * when the disk is slower than the lines come, some are dropped, and counted. Safe from any thread.
 */
public final class LogFile implements AutoCloseable {
    private static final String PATTERN = "%d{\"yyyy-MM-dd'T'HH:mm:ss.SSS'Z'\", UTC} %msg%n";

    /** How often the size is looked at: some thousand lines too many do no harm. */
    private static final Duration LOOK = Duration.buildByMilliseconds(100);

    private final Logger logger;
    private final CountingAsync queue;
    private final RollingFileAppender<ILoggingEvent> appender;

    private LogFile(
            Logger logger, CountingAsync queue, RollingFileAppender<ILoggingEvent> appender) {
        this.logger = logger;
        this.queue = queue;
        this.appender = appender;
    }

    /**
     * How much is kept.
     *
     * @param bytes of one file before it is put aside
     * @param old files beside the one that is written to: {@code FILE.1} is the youngest
     * @param lines that wait to be written
     */
    public record Limits(long bytes, int old, int lines) {
        /** 300 MiB in all, over a million downloads; the lines that wait take some 4 MiB. */
        public static final Limits DEFAULT = new Limits(50L << 20, 5, 8_192);
    }

    /**
     * Opens a file for a logger that says nothing elsewhere.
     *
     * @throws IllegalStateException when it cannot be written to
     */
    public static LogFile open(String loggerName, Path file, Limits limits) {
        Path folder = file.toAbsolutePath().resolve("..").normalize();
        if (Files.isDirectory(file) || !Files.isDirectory(folder) || !isWritable(file, folder))
            throw new IllegalStateException(
                    "log file "
                            + file
                            + " cannot be written: give a file in a folder that is there"
                            + " and may be written to");
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        RollingFileAppender<ILoggingEvent> appender = appender(context, file, limits);
        CountingAsync queue = in(context, new CountingAsync(limits.lines()));
        queue.addAppender(appender);
        queue.start();
        Logger logger = context.getLogger(loggerName);
        logger.setAdditive(false);
        logger.setLevel(Level.INFO);
        logger.addAppender(queue);
        return new LogFile(logger, queue, appender);
    }

    private static boolean isWritable(Path file, Path folder) {
        return Files.exists(file) ? Files.isWritable(file) : Files.isWritable(folder);
    }

    private static RollingFileAppender<ILoggingEvent> appender(
            LoggerContext context, Path file, Limits limits) {
        PatternLayoutEncoder lines = in(context, new PatternLayoutEncoder());
        lines.setPattern(PATTERN);
        lines.start();
        RollingFileAppender<ILoggingEvent> appender = in(context, new RollingFileAppender<>());
        appender.setFile(file.toString());
        appender.setEncoder(lines);
        FixedWindowRollingPolicy window = in(context, new FixedWindowRollingPolicy());
        window.setFileNamePattern(escaped(file) + ".%i");
        window.setMaxIndex(limits.old());
        window.setParent(appender);
        window.start();
        SizeBasedTriggeringPolicy<ILoggingEvent> size =
                in(context, new SizeBasedTriggeringPolicy<>());
        size.setMaxFileSize(new FileSize(limits.bytes()));
        size.setCheckIncrement(LOOK);
        size.start();
        appender.setRollingPolicy(window);
        appender.setTriggeringPolicy(size);
        appender.start();
        return appender;
    }

    /** A percent sign begins a conversion there. */
    private static String escaped(Path file) {
        return file.toString().replace("%", "\\%");
    }

    private static <T extends ContextAware> T in(LoggerContext context, T part) {
        part.setContext(context);
        return part;
    }

    /** Lines that were dropped because too many waited. */
    public long dropped() {
        return queue.dropped();
    }

    /** Writes what waits, for a second at most, and lets go of the file. */
    @Override
    public void close() {
        logger.detachAppender(queue);
        if (!logger.iteratorForAppenders().hasNext()) logger.setLevel(Level.OFF);
        queue.stop();
        appender.stop();
    }
}
