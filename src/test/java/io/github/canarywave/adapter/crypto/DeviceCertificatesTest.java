package io.github.canarywave.adapter.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.adapter.crypto.DeviceCertificates.Answer.NoKey;
import io.github.canarywave.adapter.crypto.DeviceCertificates.Answer.Refused;
import io.github.canarywave.adapter.crypto.DeviceCertificates.Answer.Signed;
import io.github.canarywave.domain.fleet.DeviceId;

import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What our root signs for devices, and what openssl says of it. */
class DeviceCertificatesTest extends PkiFolder {
    private static final DeviceId DEVICE = new DeviceId("th-00a1f2");
    private static final Duration YEAR = Duration.ofDays(365);

    @Test
    void opensslTakesItForAClientAndForNothingElse() throws Exception {
        Pki pki = open(NOW);
        Path file = data.resolve("device.pem");
        Files.writeString(file, signed(pki, DEVICE, request()).pem());
        assertThat(verified(pki, file, "-purpose", "sslclient").output()).contains(": OK");
        assertThat(verified(pki, file, "-purpose", "sslserver").exitCode()).isNotZero();
    }

    @Test
    void theNameIsTheDevicesWhateverWasAskedFor() {
        String other = DeviceCertificates.make(new DeviceId("th-2")).requestPem();
        X509Certificate made = signed(open(NOW), DEVICE, other).certificate();
        assertThat(made.getSubjectX500Principal().getName()).isEqualTo("CN=th-00a1f2");
        assertThat(made.getNotAfter().toInstant()).isEqualTo(NOW.plus(YEAR));
        assertThat(made.getBasicConstraints()).isEqualTo(-1);
        assertThat(made.getSerialNumber().bitLength()).isGreaterThan(64);
    }

    @Test
    void itEndsWithItsRoot() {
        Pki pki = open(NOW);
        var answer = pki.deviceCertificates().sign(DEVICE, request(), YEAR.multipliedBy(30), NOW);
        assertThat(((Signed) answer).certificate().getNotAfter())
                .isEqualTo(pki.root().getNotAfter());
    }

    @Test
    void aRequestOfOpensslIsTaken() throws Exception {
        String pem = opensslRequest("EC", "ec_paramgen_curve:P-256");
        assertThat(signed(open(NOW), DEVICE, pem).pem()).contains("BEGIN CERTIFICATE");
    }

    @Test
    void whoDoesNotHaveTheKeyGetsNothing() throws Exception {
        byte[] der = Base64.getMimeDecoder().decode(request().replaceAll("-----[^-]+-----", ""));
        der[der.length - 1] ^= 1; // the end of its signature
        assertThat(refusal(Pem.request(der))).contains("not signed by the key it is for");
    }

    @Test
    void whatIsNoRequestIsRefused() throws Exception {
        assertThat(refusal("")).contains("holds no request");
        assertThat(refusal("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n")).contains("the request");
        assertThat(refusal(Files.readString(open(NOW).caFile()))).contains("holds no request");
        assertThat(refusal(opensslRequest("RSA", "rsa_keygen_bits:2048"))).contains("P-256");
    }

    @Test
    void withoutTheRootsKeyNothingIsSigned() throws Exception {
        Pki whole = open(NOW);
        Files.delete(folder.resolve("root.key.pem"));
        Pki pki = open(NOW);
        assertThat(pki.root()).isEqualTo(whole.root());
        assertThat(pki.deviceCertificates().sign(DEVICE, request(), YEAR, NOW))
                .isInstanceOf(NoKey.class);
        assertThat(pki.deviceCertificates().revocationList(Map.of(), NOW)).isEmpty();
    }

    @Test
    void opensslRefusesWhatIsOnTheListAndNothingElse() throws Exception {
        Pki pki = open(NOW);
        Signed revoked = signed(pki, DEVICE, request());
        Signed other = signed(pki, DEVICE, request());
        Path list = data.resolve("device.crl");
        Map<BigInteger, Instant> serials = Map.of(revoked.certificate().getSerialNumber(), NOW);
        Files.writeString(
                list, pki.deviceCertificates().revocationList(serials, NOW).orElseThrow());
        Path file = data.resolve("device.pem");
        Files.writeString(file, revoked.pem());
        assertThat(verified(pki, file, "-crl_check", "-CRLfile", list.toString()).output())
                .contains("certificate revoked");
        Files.writeString(file, other.pem());
        assertThat(verified(pki, file, "-crl_check", "-CRLfile", list.toString()).exitCode())
                .isZero();
    }

    private static OpenSsl verified(Pki pki, Path file, String... options) {
        List<Object> arguments = new java.util.ArrayList<>(List.of("verify", "-attime"));
        arguments.addAll(List.of(NOW.getEpochSecond(), "-CAfile", pki.caFile()));
        arguments.addAll(List.of(options));
        arguments.add(file);
        return OpenSsl.run(arguments.toArray());
    }

    private static String request() {
        return DeviceCertificates.make(DEVICE).requestPem();
    }

    private String opensslRequest(String algorithm, String option) throws Exception {
        Path file = data.resolve("request.pem");
        OpenSsl made =
                OpenSsl.run(
                        "req",
                        "-new",
                        "-newkey",
                        algorithm,
                        "-pkeyopt",
                        option,
                        "-nodes",
                        "-subj",
                        "/CN=anybody",
                        "-keyout",
                        data.resolve("key.pem"),
                        "-out",
                        file);
        assertThat(made.exitCode()).as(made.output()).isZero();
        return Files.readString(file);
    }

    private static Signed signed(Pki pki, DeviceId device, String request) {
        return (Signed) pki.deviceCertificates().sign(device, request, YEAR, NOW);
    }

    private String refusal(String request) {
        Pki pki = Pki.open(folder, Set.of(), NOW);
        return ((Refused) pki.deviceCertificates().sign(DEVICE, request, YEAR, NOW)).why();
    }
}
