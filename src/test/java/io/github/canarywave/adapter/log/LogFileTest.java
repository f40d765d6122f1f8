package io.github.canarywave.adapter.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A log file never grows without end and never makes anybody wait. */
class LogFileTest {
    private static final String NAME = "canarywave.test.file";
    private static final Logger LOG = LoggerFactory.getLogger(NAME);

    @TempDir Path folder;

    @Test
    void linesGoIntoTheFileUntilItIsClosed() throws IOException {
        Path file = folder.resolve("a%b.log");
        try (LogFile log = LogFile.open(NAME, file, LogFile.Limits.DEFAULT)) {
            LOG.info("one");
            LOG.info("two {}", 2);
            assertThat(log.dropped()).isZero();
        }
        LOG.info("three");
        assertThat(LOG.isInfoEnabled()).isFalse();
        assertThat(Files.readAllLines(file)).hasSize(2);
        assertThat(Files.readString(file)).containsPattern("Z one\\n.*Z two 2\\n$");
    }

    @Test
    void whatIsKeptHasABound() throws Exception {
        Path file = folder.resolve("access.log");
        LogFile.Limits small = new LogFile.Limits(10_000, 2, 100_000);
        for (int round = 0; round < 8; round++)
            try (LogFile _ = LogFile.open(NAME, file, small)) {
                for (int i = 0; i < 200; i++) LOG.info("x".repeat(100));
            }
        try (var files = Files.list(folder)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder("access.log", "access.log.1", "access.log.2");
        }
    }

    @Test
    void aSlowDiskDropsLinesAndCountsThemButNobodyWaits() {
        CountDownLatch disk = new CountDownLatch(1);
        AtomicInteger written = new AtomicInteger();
        AppenderBase<ILoggingEvent> slow =
                new AppenderBase<>() {
                    @Override
                    protected void append(ILoggingEvent event) {
                        try {
                            disk.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        written.incrementAndGet();
                    }
                };
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        slow.setContext(context);
        slow.start();
        CountingAsync queue = new CountingAsync(50);
        queue.setContext(context);
        queue.addAppender(slow);
        queue.start();
        ch.qos.logback.classic.Logger logger = context.getLogger("canarywave.test.slow");
        logger.setLevel(ch.qos.logback.classic.Level.INFO);
        logger.setAdditive(false);
        logger.addAppender(queue);
        for (int i = 0; i < 1_000; i++) logger.info("line {}", i);
        // The writer may have taken a full queue with it before it came to the slow disk.
        assertThat(queue.dropped()).isBetween(890L, 950L);
        disk.countDown();
        queue.setMaxFlushTime(10_000);
        queue.stop();
        assertThat(written.get() + queue.dropped()).isEqualTo(1_000);
    }

    @Test
    void aFileThatCannotBeWrittenStopsTheStartWithTheReason() {
        for (Path bad : List.of(folder, folder.resolve("none/access.log")))
            assertThatThrownBy(() -> LogFile.open(NAME, bad, LogFile.Limits.DEFAULT))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(bad.toString())
                    .hasMessageContaining("cannot be written");
    }
}
