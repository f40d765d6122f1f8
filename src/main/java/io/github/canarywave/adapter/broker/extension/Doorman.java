package io.github.canarywave.adapter.broker.extension;

import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission;
import com.hivemq.extension.sdk.api.client.parameter.ClientTlsInformation;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.packets.connect.ConnectPacket;
import com.hivemq.extension.sdk.api.services.builder.Builders;

import io.github.canarywave.adapter.broker.extension.Refusals.Reason;
import io.github.canarywave.wire.OwnIds;
import io.github.canarywave.wire.Topics;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets in devices that know their token or hold their certificate, and the server. A device's
 * client id is its user name. Safe from any thread.
 */
public final class Doorman implements SimpleAuthenticator {
    /** A user of the server whose client ids differ from it. */
    public static final String SERVER = OwnIds.PREFIX + "server";

    private static final Logger LOG = LoggerFactory.getLogger(Doorman.class);

    /**
     * Messages kept for a device that is away or slow; commands are repeated from the store anyway.
     */
    private static final long DEVICE_QUEUE_MESSAGES = 16;

    private static final long WARN_EVERY_NANOS = Duration.ofSeconds(10).toNanos();

    private final AtomicLong warnedNanos = new AtomicLong(System.nanoTime() - WARN_EVERY_NANOS);
    private final Topics topics;
    private final GuestList guests;
    private final CertificateUse certificates;
    private final Refusals refusals;

    public Doorman(
            Topics topics, GuestList guests, CertificateUse certificates, Refusals refusals) {
        this.topics = topics;
        this.guests = guests;
        this.certificates = certificates;
        this.refusals = refusals;
    }

    /** Whether all topics are open to a client that was let in by this id. */
    public static boolean isServers(String clientId) {
        return OwnIds.isOwn(clientId) && !OwnIds.isProbe(clientId);
    }

    @Override
    public void onConnect(SimpleAuthInput input, SimpleAuthOutput output) {
        String clientId = input.getConnectPacket().getClientId();
        Optional<Reason> refusal;
        try {
            refusal = judge(input);
        } catch (RuntimeException e) {
            warnNowAndThen(e);
            refusal = Optional.of(Reason.AUTH_UNAVAILABLE);
        }
        if (refusal.isPresent()) refuse(refusal.get(), clientId, output);
        else admit(clientId, output);
    }

    private Optional<Reason> judge(SimpleAuthInput input) {
        ConnectPacket connect = input.getConnectPacket();
        String clientId = connect.getClientId();
        if (OwnIds.isOwn(clientId)) return judgeOurs(connect);
        Optional<DeviceCertificate> certificate = certificate(input);
        if (certificate.isPresent()) return judgeCertificate(certificate.get(), connect);
        return certificates == CertificateUse.REQUIRED
                ? Optional.of(Reason.CERTIFICATE_MISSING)
                : judgeToken(connect);
    }

    private Optional<DeviceCertificate> certificate(SimpleAuthInput input) {
        if (certificates == CertificateUse.OFF) return Optional.empty();
        return input.getConnectionInformation()
                .getClientTlsInformation()
                .flatMap(ClientTlsInformation::getClientCertificate)
                .map(DeviceCertificate::new);
    }

    /** A whole fleet may ask while the store is away. */
    private void warnNowAndThen(RuntimeException e) {
        long now = System.nanoTime();
        long before = warnedNanos.get();
        if (now - before >= WARN_EVERY_NANOS && warnedNanos.compareAndSet(before, now))
            LOG.warn("credentials cannot be checked, clients are turned away", e);
    }

    private Optional<Reason> judgeOurs(ConnectPacket connect) {
        String id = connect.getClientId();
        String user = connect.getUserName().orElse("");
        boolean itsOwn = user.equals(id) || (user.equals(SERVER) && isServers(id));
        return itsOwn && guests.hasPassword(user, password(connect))
                ? Optional.empty()
                : Optional.of(Reason.SERVER_ID);
    }

    /** A password beside a certificate is not looked at. */
    private Optional<Reason> judgeCertificate(DeviceCertificate shown, ConnectPacket connect) {
        String id = connect.getClientId();
        if (!connect.getUserName().orElse(id).equals(id)) return Optional.of(Reason.ID_MISMATCH);
        if (!shown.names(id)) return Optional.of(Reason.CERTIFICATE_NAME);
        if (!shown.isForClients()) return Optional.of(Reason.CERTIFICATE_PURPOSE);
        return guests.hasCertificate(id, shown.certificate().getSerialNumber())
                ? Optional.empty()
                : Optional.of(Reason.CERTIFICATE_NOT_CURRENT);
    }

    private Optional<Reason> judgeToken(ConnectPacket connect) {
        String user = connect.getUserName().orElse("");
        if (user.isEmpty() || connect.getPassword().isEmpty())
            return Optional.of(Reason.NO_CREDENTIALS);
        if (!user.equals(connect.getClientId())) return Optional.of(Reason.ID_MISMATCH);
        return guests.hasToken(user, password(connect))
                ? Optional.empty()
                : Optional.of(Reason.BAD_CREDENTIALS);
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

    private static String password(ConnectPacket connect) {
        ByteBuffer password = connect.getPassword().orElseGet(() -> ByteBuffer.allocate(0));
        return StandardCharsets.UTF_8.decode(password.duplicate()).toString();
    }
}
