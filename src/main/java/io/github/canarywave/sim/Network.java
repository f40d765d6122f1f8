package io.github.canarywave.sim;

import com.hivemq.client.mqtt.MqttClientExecutorConfig;
import com.hivemq.client.mqtt.MqttClientSslConfig;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;

/**
 * Threads, clients and limits that all devices of a fleet share. Safe from any thread.
 *
 * @param workers run the logic of devices
 * @param dialling connections being made at a time, so that a start is no storm
 * @param fetching downloads open at a time, because of open files
 */
record Network(
        ExecutorService workers,
        ExecutorService netty,
        ExecutorService httpThreads,
        ScheduledExecutorService timers,
        HttpClient http,
        MqttClientExecutorConfig mqttExecutor,
        Optional<MqttClientSslConfig> mqttTls,
        Gate dialling,
        Gate fetching)
        implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int DIALLING_AT_A_TIME = 256;
    private static final int FETCHING_AT_A_TIME = 2000;
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(15);

    static Network open(FleetOptions options) {
        Optional<Trust> trust = options.caPem().map(Trust::of);
        ExecutorService netty = Executors.newFixedThreadPool(THREADS, named("sim-mqtt"));
        ExecutorService httpThreads = Executors.newFixedThreadPool(THREADS, named("sim-http"));
        var http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT_WITHIN)
                        .executor(httpThreads);
        trust.ifPresent(t -> http.sslContext(t.context()));
        var timers = new ScheduledThreadPoolExecutor(1, named("sim-timer"));
        timers.setRemoveOnCancelPolicy(true);
        return new Network(
                Executors.newFixedThreadPool(THREADS, named("sim-device")),
                netty,
                httpThreads,
                timers,
                http.build(),
                // The executor is the key of the event loop that all clients share.
                MqttClientExecutorConfig.builder()
                        .nettyExecutor(netty)
                        .nettyThreads(THREADS)
                        .build(),
                trust.filter(_ -> !options.plainMqtt())
                        .map(
                                t ->
                                        MqttClientSslConfig.builder()
                                                .trustManagerFactory(t.managers())
                                                .build()),
                new Gate(DIALLING_AT_A_TIME),
                new Gate(FETCHING_AT_A_TIME));
    }

    @Override
    public void close() {
        timers.shutdownNow();
        workers.shutdownNow();
        http.shutdownNow();
        httpThreads.shutdown();
        netty.shutdown();
    }

    private static ThreadFactory named(String name) {
        return Thread.ofPlatform().daemon().name(name + '-', 0).factory();
    }
}
