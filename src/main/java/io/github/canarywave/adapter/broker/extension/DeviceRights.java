package io.github.canarywave.adapter.broker.extension;

import com.hivemq.extension.sdk.api.auth.PublishAuthorizer;
import com.hivemq.extension.sdk.api.auth.SubscriptionAuthorizer;
import com.hivemq.extension.sdk.api.auth.parameter.PublishAuthorizerInput;
import com.hivemq.extension.sdk.api.auth.parameter.PublishAuthorizerOutput;
import com.hivemq.extension.sdk.api.auth.parameter.SubscriptionAuthorizerInput;
import com.hivemq.extension.sdk.api.auth.parameter.SubscriptionAuthorizerOutput;
import com.hivemq.extension.sdk.api.packets.connect.WillPublishPacket;
import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.packets.publish.AckReasonCode;
import com.hivemq.extension.sdk.api.packets.publish.PublishPacket;
import com.hivemq.extension.sdk.api.packets.subscribe.SubackReasonCode;

import io.github.canarywave.adapter.broker.extension.Refusals.Reason;
import io.github.canarywave.wire.Topics;
import io.github.canarywave.wire.Topics.Kind;

import java.util.Optional;
import java.util.Set;

/**
 * What a device may say and hear: its own topics and nothing else. An MQTT 3.1.1 device cannot be
 * told that it may not publish, so it is disconnected. Safe from any thread.
 */
public final class DeviceRights implements PublishAuthorizer, SubscriptionAuthorizer {
    private static final Set<Kind> SAYS = Set.of(Kind.REPORT, Kind.STATE, Kind.ONLINE);
    private static final Set<Kind> LEAVES_BEHIND = Set.of(Kind.STATE, Kind.ONLINE);
    private static final Set<Kind> HEARS = Set.of(Kind.COMMAND, Kind.ACK);

    private final Topics topics;
    private final Refusals refusals;

    public DeviceRights(Topics topics, Refusals refusals) {
        this.topics = topics;
        this.refusals = refusals;
    }

    @Override
    public void authorizePublish(PublishAuthorizerInput input, PublishAuthorizerOutput output) {
        String clientId = input.getClientInformation().getClientId();
        Optional<Reason> refusal = judge(clientId, input.getPublishPacket());
        if (refusal.isEmpty()) {
            output.authorizeSuccessfully();
        } else {
            refusals.count(refusal.get(), clientId);
            output.failAuthorization(AckReasonCode.NOT_AUTHORIZED);
        }
    }

    @Override
    public void authorizeSubscribe(
            SubscriptionAuthorizerInput input, SubscriptionAuthorizerOutput output) {
        String clientId = input.getClientInformation().getClientId();
        // A filter with wildcards or $share is no topic of a device, so it is refused here too.
        if (own(clientId, input.getSubscription().getTopicFilter())
                .filter(HEARS::contains)
                .isPresent()) {
            output.authorizeSuccessfully();
        } else {
            refusals.count(Reason.SUBSCRIBE, clientId);
            output.failAuthorization(SubackReasonCode.NOT_AUTHORIZED);
        }
    }

    private boolean mayLeave(String clientId, WillPublishPacket will) {
        return own(clientId, will.getTopic()).equals(Optional.of(Kind.ONLINE))
                && !exactlyOnce(will);
    }

    private Optional<Reason> judge(String clientId, PublishPacket packet) {
        Optional<Kind> kind = own(clientId, packet.getTopic()).filter(SAYS::contains);
        if (packet instanceof WillPublishPacket will)
            return mayLeave(clientId, will) ? Optional.empty() : Optional.of(Reason.WILL);
        if (kind.isEmpty()) return Optional.of(Reason.PUBLISH_TOPIC);
        if (packet.getRetain() && !LEAVES_BEHIND.contains(kind.get()))
            return Optional.of(Reason.PUBLISH_RETAIN);
        return exactlyOnce(packet) ? Optional.of(Reason.PUBLISH_QOS) : Optional.empty();
    }

    private static boolean exactlyOnce(PublishPacket packet) {
        return packet.getQos() == Qos.EXACTLY_ONCE;
    }

    private Optional<Kind> own(String clientId, String topic) {
        return topics.parse(topic)
                .filter(address -> address.device().value().equals(clientId))
                .map(Topics.Address::kind);
    }
}
