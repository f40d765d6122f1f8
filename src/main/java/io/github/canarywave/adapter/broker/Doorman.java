package io.github.canarywave.adapter.broker;

import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.packets.connect.ConnectPacket;
import com.hivemq.extension.sdk.api.services.builder.Builders;

import io.github.canarywave.adapter.broker.Refusals.Reason;
import io.github.canarywave.app.DeviceAuth;
import io.github.canarywave.wire.OwnIds;
import io.github.canarywave.wire.Topics;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets in devices that know their token, and the server. A device's client id is its user name.
 * Safe from any thread.
 */
final class Doorman implements SimpleAuthenticator {
    private static final Logger LOG = LoggerFactory.getLogger(Doorman.class);

    /**
     * Messages kept for a device that is away or slow; commands are repeated from the store anyway.
     */
    private static final long DEVICE_QUEUE_MESSAGES = 16;

    private static final long WARN_EVERY_NANOS = Duration.ofSeconds(10).toNanos();

    private final AtomicLong warnedNanos = new AtomicLong(System.nanoTime() - WARN_EVERY_NANOS);
    private final Topics topics;
    private final DeviceAuth devices;
    private final ServerCredentials server;
    private final Refusals refusals;

    Doorman(Topics topics, DeviceAuth devices, ServerCredentials server, Refusals refusals) {
        this.topics = topics;
        this.devices = devices;
        this.server = server;
        this.refusals = refusals;
    }

    @Override
    public void onConnect(SimpleAuthInput input, SimpleAuthOutput output) {
        ConnectPacket connect = input.getConnectPacket();
        String clientId = connect.getClientId();
        Optional<Reason> refusal;
        try {
            refusal = isServers(clientId) ? judgeServer(connect) : judgeDevice(connect);
        } catch (RuntimeException e) {
            warnNowAndThen(e);
            refusal = Optional.of(Reason.AUTH_UNAVAILABLE);
        }
        if (refusal.isPresent()) refuse(refusal.get(), clientId, output);
        else admit(clientId, output);
    }

    /** A whole fleet may ask while the store is away. */
    private void warnNowAndThen(RuntimeException e) {
        long now = System.nanoTime();
        long before = warnedNanos.get();
        if (now - before >= WARN_EVERY_NANOS && warnedNanos.compareAndSet(before, now))
            LOG.warn("device tokens cannot be checked, devices are turned away", e);
    }

    static boolean isServers(String clientId) {
        return OwnIds.isOwn(clientId) && !OwnIds.isProbe(clientId);
    }

    private Optional<Reason> judgeServer(ConnectPacket connect) {
        boolean same =
                server.userName().equals(connect.getUserName().orElse(""))
                        && MessageDigest.isEqual(bytes(server.password()), password(connect));
        return same ? Optional.empty() : Optional.of(Reason.SERVER_ID);
    }

    private Optional<Reason> judgeDevice(ConnectPacket connect) {
        String user = connect.getUserName().orElse("");
        if (user.isEmpty() || connect.getPassword().isEmpty())
            return Optional.of(Reason.NO_CREDENTIALS);
        if (!user.equals(connect.getClientId())) return Optional.of(Reason.ID_MISMATCH);
        String token = new String(password(connect), StandardCharsets.UTF_8);
        return devices.admits(user, token) ? Optional.empty() : Optional.of(Reason.BAD_CREDENTIALS);
    }

    private void refuse(Reason reason, String clientId, SimpleAuthOutput output) {
        refusals.count(reason, clientId);
        output.failAuthentication(
                switch (reason) {
                    case NO_CREDENTIALS, BAD_CREDENTIALS ->
                            ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD;
                    case AUTH_UNAVAILABLE -> ConnackReasonCode.SERVER_UNAVAILABLE;
                    default -> ConnackReasonCode.NOT_AUTHORIZED;
                });
    }

    private void admit(String clientId, SimpleAuthOutput output) {
        if (isServers(clientId)) output.getDefaultPermissions().add(everythingOfOurs());
        else output.getClientSettings().setClientQueueSizeMaximum(DEVICE_QUEUE_MESSAGES);
        output.authenticateSuccessfully();
    }

    private TopicPermission everythingOfOurs() {
        return Builders.topicPermission()
                .topicFilter(topics.prefix() + "/#")
                .type(TopicPermission.PermissionType.ALLOW)
                .build();
    }

    private static byte[] password(ConnectPacket connect) {
        ByteBuffer password = connect.getPassword().orElseGet(() -> ByteBuffer.allocate(0));
        byte[] bytes = new byte[password.remaining()];
        password.duplicate().get(bytes);
        return bytes;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
