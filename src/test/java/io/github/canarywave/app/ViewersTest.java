package io.github.canarywave.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.OperatingSystemMXBean;

import io.github.canarywave.adapter.http.ServedFiles;
import io.github.canarywave.adapter.http.TestCertificate;
import io.github.canarywave.adapter.http.operators.FakeOperations;
import io.github.canarywave.adapter.http.operators.OperatorServer;
import io.github.canarywave.domain.campaign.Role;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.rollout.Samples;
import io.vertx.core.Vertx;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Many people watch one campaign, over TLS, from a process of their own. Run it with {@code
 * -Dviewers=2000 -Dseconds=60} for the figures of docs/benchmarks.md.
 */
@Timeout(1_800)
class ViewersTest {
    private static final int VIEWERS = Integer.getInteger("viewers", 40);
    private static final int SECONDS = Integer.getInteger("seconds", 4);
    private static final int PACE_MILLIS = 500;
    private static final int OF_ONE_PERSON = 100;

    @TempDir Path folder;

    private final Bench bench = Bench.started(Samples.campaign(), 20);
    private final TurnLoop loop =
            new TurnLoop(bench.turns, bench.store, bench.inbox, bench, () -> bench.now().wall());
    private final AtomicInteger watching = new AtomicInteger();

    @Test
    void everyViewerHearsOfEverythingThatHappens() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (Live live = new Live();
                Curves curves = new Curves(bench.store, Instant::now, live::grown);
                OperatorServer server = server(vertx, live, curves)) {
            Process viewers = viewers(server.port());
            await().atMost(Duration.ofMinutes(15)).until(() -> watching.get() == VIEWERS);
            OperatingSystemMXBean process =
                    (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            long cpu = process.getProcessCpuTime();
            long begun = System.nanoTime();
            int told = tellFor(live, Duration.ofSeconds(SECONDS));
            try (BufferedReader said =
                    new BufferedReader(
                            new InputStreamReader(
                                    viewers.getInputStream(), StandardCharsets.UTF_8))) {
                String result = said.readLine();
                double seconds = (System.nanoTime() - begun) / 1e9;
                double used = (process.getProcessCpuTime() - cpu) / 1e9;
                System.out.printf(
                        "%d viewers, %.0f s, %d events; server CPU %.1f s, %.1f %% of one core;"
                                + " %s%n",
                        VIEWERS, seconds, told, used, used / seconds * 100, result);
                assertThat(result).contains("missed 0 of " + (long) VIEWERS * told + " ");
            }
            await().atMost(Duration.ofMinutes(5)).until(() -> live.rooms() == 0);
        } finally {
            vertx.close().await();
        }
    }

    /** Twice a second something happens and the state changes; the last word ends it. */
    private int tellFor(Live live, Duration time) throws InterruptedException {
        AtomicInteger told = new AtomicInteger();
        CountDownLatch due = new CountDownLatch(Math.toIntExact(time.toMillis() / PACE_MILLIS));
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        Future<?> telling =
                clock.scheduleAtFixedRate(
                        () -> {
                            tell(live, told.incrementAndGet(), "again");
                            due.countDown();
                        },
                        0,
                        PACE_MILLIS,
                        TimeUnit.MILLISECONDS);
        try {
            assertThat(due.await(time.toSeconds() + 60, TimeUnit.SECONDS)).isTrue();
        } finally {
            telling.cancel(false);
            clock.close();
        }
        tell(live, told.incrementAndGet(), Viewers.LAST);
        return told.get();
    }

    private void tell(Live live, int number, String why) {
        bench.store.write(
                tx -> {
                    tx.add(Fact.of(Instant.now(), Bench.NAME, "retried", why));
                    tx.save(tx.rollout(Bench.NAME).orElseThrow().because("time " + number));
                    return tx;
                });
        live.changed(Bench.NAME, false);
    }

    private Process viewers(int port) throws Exception {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Viewers.class.getName(),
                        Integer.toString(port),
                        Integer.toString(VIEWERS),
                        Integer.toString(OF_ONE_PERSON))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private OperatorServer server(Vertx vertx, Live live, Curves curves) throws Exception {
        FakeOperations fake = new FakeOperations();
        for (int i = 0; i <= VIEWERS / OF_ONE_PERSON; i++)
            fake.people.let("viewer-" + i, Role.VIEWER, Viewers.token(i));
        return OperatorServer.start(
                vertx,
                new OperatorServer.Options(
                        "127.0.0.1",
                        0,
                        Optional.of(TestCertificate.in(folder)),
                        Sha256.of(new byte[] {1}),
                        "",
                        InstantSource.system()),
                watched(fake, live, curves),
                new ServedFiles(_ -> Optional.empty()),
                (_, _) -> {});
    }

    /** The fake, but for watching. */
    private Operations watched(FakeOperations fake, Live live, Curves curves) {
        Inquiry inquiry = new Inquiry(bench.store, loop);
        return (Operations)
                Proxy.newProxyInstance(
                        Operations.class.getClassLoader(),
                        new Class<?>[] {Operations.class},
                        (_, method, arguments) -> {
                            if (!method.getName().equals("watch"))
                                return method.invoke(fake, arguments);
                            @SuppressWarnings("unchecked")
                            Consumer<Telling> listener = (Consumer<Telling>) arguments[2];
                            var seat =
                                    live.watch(
                                            Optional.of(Bench.NAME),
                                            () ->
                                                    new CampaignScene(
                                                            Bench.NAME,
                                                            bench.store,
                                                            inquiry,
                                                            curves),
                                            (OptionalLong) arguments[1],
                                            listener);
                            watching.incrementAndGet();
                            return Optional.of(seat);
                        });
    }
}
