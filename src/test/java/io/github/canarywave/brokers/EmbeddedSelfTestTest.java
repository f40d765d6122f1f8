package io.github.canarywave.brokers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.canarywave.adapter.broker.EmbeddedBroker;
import io.github.canarywave.adapter.broker.TestBroker;
import io.github.canarywave.adapter.mqtt.MqttLink;
import io.github.canarywave.adapter.mqtt.MqttOptions;
import io.github.canarywave.adapter.mqtt.probe.BrokerWatch;
import io.github.canarywave.adapter.mqtt.probe.ProbeLogins;
import io.github.canarywave.adapter.mqtt.probe.SelfTest;
import io.github.canarywave.adapter.mqtt.probe.SelfTestResult;
import io.github.canarywave.app.BrokerVerdict;
import io.github.canarywave.app.Inbox;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** The self-test against the broker in our process, and when it is done. */
class EmbeddedSelfTestTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    void passesOnTheEmbeddedBrokerAndIsNotCountedAsAnAttack() throws Exception {
        EmbeddedBroker broker = TestBroker.shared().broker();
        Map<String, Long> before = broker.refusals();
        MqttOptions options =
                MqttOptions.of("127.0.0.1", TestBroker.shared().plainPort(), _ -> true)
                        .as(
                                broker.serverCredentials().userName(),
                                broker.serverCredentials().password());
        ProbeLogins probes =
                new ProbeLogins(
                        broker.probeCredentials().passwordA(),
                        broker.probeCredentials().passwordB());
        try (MqttLink link = MqttLink.open(options, new Inbox())) {
            await().atMost(LIMIT).until(() -> link.standing() > 0);
            SelfTest test = new SelfTest(options, probes, link);
            assertThat(test.run()).isEqualTo(new SelfTestResult.Passed(List.of()));
            assertThat(test.run()).isEqualTo(new SelfTestResult.Passed(List.of()));
            assertThat(link.counts().rejected()).isEmpty();
        }
        assertThat(broker.refusals()).isEqualTo(before);
    }

    @Test
    void opensWhenItHasPassedAndStaysOpenUntilALaterTestSaysOtherwise() throws Exception {
        FakeLink link = new FakeLink();
        AtomicReference<SelfTestResult> result =
                new AtomicReference<>(
                        new SelfTestResult.Failed(
                                List.of(
                                        new SelfTestResult.MissingRule(
                                                "a could read b", "nobody does", "Deny it."))));
        AtomicInteger passed = new AtomicInteger();
        try (BrokerWatch watch = new BrokerWatch(link, result::get, "mqtts://mq:8883")) {
            watch.start(passed::incrementAndGet);
            assertThat(watch.get().objection()).contains("broker mqtts://mq:8883 is not reachable");
            link.standing = 1;
            await().atMost(LIMIT).until(() -> watch.get() instanceof BrokerVerdict.Failed);
            assertThat(watch.get().objection().orElseThrow())
                    .contains("no command leaves", "a could read b; the rule: nobody does");
            result.set(new SelfTestResult.Passed(List.of()));
            await().atMost(LIMIT).untilAtomic(passed, count -> assertThat(count).isEqualTo(1));
            assertThat(watch.get()).isInstanceOf(BrokerVerdict.Passed.class);

            result.set(new SelfTestResult.Inconclusive("no answer"));
            link.standing = 2;
            await().atMost(LIMIT)
                    .until(() -> watch.get().objection().orElse("").contains("no answer"));
            link.standing = 0;
            assertThat(watch.get().objection().orElseThrow()).contains("not reachable");
        }
    }

    private static final class FakeLink implements io.github.canarywave.adapter.mqtt.probe.OwnLink {
        private volatile long standing;

        @Override
        public long standing() {
            return standing;
        }

        @Override
        public java.util.concurrent.CompletableFuture<?> say(
                io.github.canarywave.domain.fleet.DeviceId probe,
                io.github.canarywave.wire.Topics.Kind kind,
                byte[] payload) {
            throw new IllegalStateException("nobody speaks in this test");
        }

        @Override
        public void onProbe(java.util.function.Consumer<Word> listener) {
            throw new IllegalStateException("nobody listens in this test");
        }
    }
}
