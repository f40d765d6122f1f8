package io.github.canarywave.adapter.mqtt;

import io.github.canarywave.adapter.mqtt.probe.OwnLink;
import io.github.canarywave.app.Heard;
import io.github.canarywave.app.Heard.Receipt;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.wire.BirthCodec;
import io.github.canarywave.wire.OnlineCodec;
import io.github.canarywave.wire.OwnIds;
import io.github.canarywave.wire.Reading;
import io.github.canarywave.wire.ReportCodec;
import io.github.canarywave.wire.Topics;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Turns what came under a topic into a signal, whatever the bytes are. Safe from any thread. */
final class Ear {
    private static final Logger LOG = LoggerFactory.getLogger(Ear.class);

    private final Topics topics;
    private final boolean ownBroker;
    private final Counter received = new Counter();
    private final Counter rejected = new Counter();
    private volatile Consumer<OwnLink.Word> probes = _ -> {};

    /**
     * @param ownBroker whether what the broker keeps was said since this process began
     */
    Ear(Topics topics, boolean ownBroker) {
        this.topics = topics;
        this.ownBroker = ownBroker;
    }

    Counter received() {
        return received;
    }

    Counter rejected() {
        return rejected;
    }

    /** From now on tells this what is said under the names of throw-away devices. */
    void onProbe(Consumer<OwnLink.Word> listener) {
        probes = listener;
    }

    /** What this says; nothing when no device can have said it, which is counted. */
    Optional<Heard> hear(String topic, boolean retained, byte[] payload, Receipt receipt) {
        Optional<Topics.Address> address = topics.parse(topic);
        if (address.filter(a -> OwnIds.isProbe(a.device().value())).isPresent()) {
            String text = new String(payload, StandardCharsets.UTF_8);
            probes.accept(new OwnLink.Word(address.get(), text));
            return Optional.empty();
        }
        if (address.isEmpty() || OwnIds.isOwn(address.get().device().value())) {
            rejected.count("topic");
            LOG.debug("message ignored why=\"topic is of no device\"");
            return Optional.empty();
        }
        return Optional.of(read(address.get(), retained, payload, receipt));
    }

    private Heard read(Topics.Address address, boolean retained, byte[] payload, Receipt receipt) {
        DeviceId device = address.device();
        received.count(address.kind().word());
        try {
            return switch (address.kind()) {
                case REPORT ->
                        retained
                                // Nobody may retain a report: it would come again for ever.
                                ? unreadable(device, "retained", "a report was retained", receipt)
                                : signal(
                                        device,
                                        ReportCodec.read(payload),
                                        r -> new Heard.Reported(device, r, receipt),
                                        receipt);
                case STATE ->
                        signal(
                                device,
                                BirthCodec.read(payload),
                                b -> new Heard.Born(device, b, retained && !ownBroker, receipt),
                                receipt);
                case ONLINE ->
                        signal(
                                device,
                                OnlineCodec.read(payload),
                                n -> new Heard.Told(device, n, receipt),
                                receipt);
                case COMMAND, ACK ->
                        unreadable(device, "topic", "a device does not speak there", receipt);
            };
        } catch (RuntimeException e) {
            LOG.error("message could not be read device={}; this is our fault", device, e);
            return unreadable(device, "our-fault", "the reader failed", receipt);
        }
    }

    private <T> Heard signal(
            DeviceId device, Reading<T> reading, Function<T, Heard> believed, Receipt receipt) {
        return switch (reading) {
            case Reading.Read<T>(T value) -> believed.apply(value);
            case Reading.Rejected<T>(String reason, String why, var key) -> {
                rejected.count(reason);
                yield new Heard.Unreadable(
                        device,
                        reason,
                        why,
                        key.map(k -> new Heard.ReportKey(k.session(), k.seq())),
                        receipt);
            }
        };
    }

    private Heard unreadable(DeviceId device, String reason, String why, Receipt receipt) {
        rejected.count(reason);
        return new Heard.Unreadable(device, reason, why, Optional.empty(), receipt);
    }
}
