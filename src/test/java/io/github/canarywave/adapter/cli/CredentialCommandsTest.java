package io.github.canarywave.adapter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** What people do with certificates of devices, and for brokers outside. */
class CredentialCommandsTest {
    private static final String CERTIFICATES = "POST /api/v1/devices/th-1/certificates";

    @TempDir Path data;
    @TempDir Path out;
    private FakeOperator server;
    private TestCertificate certificate;
    private Desk desk;

    @BeforeEach
    void start() throws Exception {
        certificate = TestCertificate.make();
        server = FakeOperator.start(certificate);
        desk = new Desk(data, server, certificate);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void sendsARequestAndKeepsTheKeyHere() throws Exception {
        server.on(
                CERTIFICATES,
                201,
                "{\"certificate\":\"PEM\",\"serial\":\"0a\",\"expiresAt\":\"2028-11-19T00:00:00Z\"}");
        assertThat(desk.run("device", "certificate", "th-1", "--out", out.toString())).isZero();
        assertThat(server.requests)
                .containsExactly(CERTIFICATES + "\n{\"request\":\"request of th-1\",\"days\":730}");
        assertThat(out.resolve("th-1.key.pem")).hasContent("key of th-1");
        assertThat(Files.getPosixFilePermissions(out.resolve("th-1.key.pem")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(out.resolve("th-1.pem")).hasContent("PEM");
        assertThat(out.resolve("ca.pem")).hasContent(certificate.pem());
        assertThat(desk.out()).contains("th-1.key.pem", "th-1.pem", "0a");
    }

    @Test
    void leavesNoKeyBehindThatNobodyCertified() throws Exception {
        server.on(CERTIFICATES, 404, "{\"detail\":\"there is no device th-1\"}");
        assertThat(desk.run("device", "certificate", "th-1", "--out", out.toString()))
                .isEqualTo(Exit.CONFLICT);
        assertThat(out).isEmptyDirectory();
    }

    @Test
    void overwritesNoKey() throws Exception {
        Files.writeString(out.resolve("th-1.key.pem"), "former");
        assertThat(desk.run("device", "certificate", "th-1", "--out", out.toString()))
                .isEqualTo(Exit.CONFLICT);
        assertThat(server.requests).isEmpty();
        assertThat(out.resolve("th-1.key.pem")).hasContent("former");
    }

    @Test
    void takesCertificatesBack() {
        server.on(CERTIFICATES + ":revoke", 200, "{\"revoked\":1}");
        assertThat(desk.run("device", "revoke-certificate", "th-1")).isZero();
        assertThat(desk.err()).contains("counts no more");
    }

    @Test
    void writesWhoComesInOverAllPages() {
        String path = "GET /api/v1/broker/access?limit=1000";
        server.on(
                path,
                200,
                "{\"devices\":[{\"id\":\"th-1\",\"tokenSha256\":\"aa\",\"certificate\":\"0a\"}],"
                        + "\"next\":\"th-1\"}");
        server.on(
                path + "&after=th-1",
                200,
                "{\"devices\":[{\"id\":\"th-2\",\"tokenSha256\":\"bb\"}]}");
        assertThat(desk.run("broker", "devices", "--out", out.toString())).isZero();
        assertThat(out.resolve("devices")).hasContent("th-1:aa\nth-2:bb\n");
        assertThat(out.resolve("certificates")).hasContent("th-1:0a\n");
        assertThat(desk.err()).contains("2 devices");
    }

    @Test
    void writesTheListOfRevokedCertificates() {
        server.on("GET /api/v1/broker/crl", 200, "{\"crl\":\"LIST\"}");
        Path file = out.resolve("device.crl");
        assertThat(desk.run("broker", "crl", "--out", file.toString())).isZero();
        assertThat(file).hasContent("LIST");
    }
}
