package io.github.canarywave.adapter.mqtt;

import io.github.canarywave.adapter.broker.EmbeddedBroker;
import io.github.canarywave.adapter.broker.ServerCredentials;
import io.github.canarywave.adapter.broker.TestBroker;
import io.github.canarywave.app.BrokerUnavailable;
import io.github.canarywave.app.Heard;
import io.github.canarywave.app.Inbox;
import io.github.canarywave.app.StoredCommand;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.DeviceId;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures the link by hand, without a store: {@code LinkSpeed <devices> <messages> <turn pause in
 * milliseconds>}.
 */
final class LinkSpeed {
    private LinkSpeed() {}

    public static void main(String[] args) throws Exception {
        int devices = Integer.parseInt(args[0]);
        int messages = Integer.parseInt(args[1]);
        long pauseMillis = Long.parseLong(args[2]);
        TestBroker test = TestBroker.shared();
        EmbeddedBroker broker = test.broker();
        ServerCredentials server = broker.serverCredentials();
        MqttOptions plain = MqttOptions.of("127.0.0.1", test.plainPort(), command -> true);
        MqttOptions tls =
                MqttOptions.of("localhost", broker.tlsPort(), command -> true)
                        .trusting(test.certificate().pem());
        List<TestDevice> fleet = new ArrayList<>();
        for (int i = 0; i < devices; i++)
            fleet.add(new TestDevice("d-" + i, test.plainPort()).listening());
        for (int round = 0; round < 3; round++)
            for (MqttOptions options : List.of(plain, tls)) {
                Inbox inbox = new Inbox();
                try (MqttLink link =
                        MqttLink.open(options.as(server.userName(), server.password()), inbox)) {
                    while (!link.ready() || link.subscribedFor().isZero())
                        LockSupport.parkNanos(1_000_000);
                    String how = options.trust().isPresent() ? "tls" : "plain";
                    reports(fleet, inbox, messages, pauseMillis, how);
                    commands(link, inbox, devices, messages, how);
                }
            }
        System.exit(0);
    }

    private static void reports(
            List<TestDevice> fleet, Inbox inbox, int messages, long pauseMillis, String how) {
        byte[] report =
                "{\"session\":\"k3Zq9w\",\"seq\":1,\"id\":\"01KAG3M8Q7ZC4T9V2XW5YJ6R8B\",\"state\":\"accepted\"}"
                        .getBytes(StandardCharsets.UTF_8);
        long start = System.nanoTime();
        Thread.ofPlatform()
                .start(
                        () -> {
                            for (int i = 0; i < messages; i++) {
                                var sent = fleet.get(i % fleet.size()).say("report", report);
                                if (i % 500 == 0) sent.join();
                            }
                        });
        int stored = 0;
        while (stored < messages) {
            List<Heard> batch = inbox.take(5_000);
            LockSupport.parkNanos(pauseMillis * 1_000_000); // A commit.
            for (Heard heard : batch) heard.receipt().stored();
            stored += batch.size();
        }
        tell(how + " reports", messages, start);
    }

    private static void commands(
            MqttLink link, Inbox inbox, int devices, int messages, String how) {
        String payload = "x".repeat(800);
        Instant expires = Instant.now().plusSeconds(3_600);
        long start = System.nanoTime();
        int delivered = 0;
        for (int i = 0; i < messages; i++) {
            StoredCommand command =
                    new StoredCommand(
                            new CommandId("%026d".formatted(i)),
                            new CampaignName("speed"),
                            new DeviceId("d-" + i % devices),
                            1,
                            false,
                            payload,
                            expires);
            for (boolean sent = false; !sent; ) {
                try {
                    link.publish(command);
                    sent = true;
                } catch (BrokerUnavailable e) {
                    LockSupport.parkNanos(1_000_000);
                }
                delivered += inbox.take(5_000).size();
            }
        }
        while (delivered < messages) delivered += inbox.take(5_000).size();
        tell(how + " commands", messages, start);
    }

    private static void tell(String what, int messages, long start) {
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%s %d in %.2f s = %.0f/s%n", what, messages, seconds, messages / seconds);
    }
}
