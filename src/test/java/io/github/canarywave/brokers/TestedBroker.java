package io.github.canarywave.brokers;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import io.github.canarywave.adapter.mqtt.MqttLink;
import io.github.canarywave.adapter.mqtt.MqttOptions;
import io.github.canarywave.adapter.mqtt.MqttOptions.Login;
import io.github.canarywave.adapter.mqtt.probe.ProbeLogins;
import io.github.canarywave.adapter.mqtt.probe.SelfTest;
import io.github.canarywave.adapter.mqtt.probe.SelfTestResult;
import io.github.canarywave.app.Inbox;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The server's link to a broker outside, and its self-test. */
final class TestedBroker implements AutoCloseable {
    final Inbox inbox = new Inbox();
    private final MqttLink link;
    private final SelfTest test;

    private TestedBroker(MqttOptions options, ProbeLogins probes) {
        link = MqttLink.open(options, inbox);
        test = new SelfTest(options, probes, link);
        await().atMost(Duration.ofSeconds(20)).until(() -> link.standing() > 0);
    }

    /** Over TLS, with what a prepared broker wants to be shown. */
    static TestedBroker of(MosquittoProcess broker, Path data) throws IOException {
        return of(broker.accessFile(), broker.port(), data);
    }

    /**
     * The same.
     *
     * @param data folder of the server whose root signed the broker's certificate
     */
    static TestedBroker of(Path accessFile, int port, Path data) throws IOException {
        JsonNode access = new YAMLMapper().readTree(accessFile.toFile());
        MqttOptions options =
                MqttOptions.of("localhost", port, _ -> true)
                        .trusting(data.resolve("pki/ca.pem"))
                        .as(login(access.path("subscriber")), login(access.path("publisher")));
        JsonNode probes = access.path("probes");
        return new TestedBroker(
                options,
                new ProbeLogins(
                        probes.path("canarywave-probe-a").asText(),
                        probes.path("canarywave-probe-b").asText()));
    }

    /** Without TLS or passwords. */
    static TestedBroker open(int port) {
        return new TestedBroker(
                MqttOptions.of("127.0.0.1", port, _ -> true)
                        .as(new Login("canarywave-sub", "x"), new Login("canarywave-pub", "x")),
                new ProbeLogins("a", "b"));
    }

    private static Login login(JsonNode user) {
        return new Login(user.path("user").asText(), user.path("password").asText());
    }

    SelfTestResult test() {
        return test.run();
    }

    /** Each rule that it found missing, as a person reads it. */
    List<String> problems() {
        SelfTestResult result = test();
        if (result instanceof SelfTestResult.Failed(var missing))
            return missing.stream().map(SelfTestResult.MissingRule::toString).toList();
        throw new AssertionError("expected a failure, got " + result);
    }

    MqttLink link() {
        return link;
    }

    @Override
    public void close() {
        link.close();
    }
}
