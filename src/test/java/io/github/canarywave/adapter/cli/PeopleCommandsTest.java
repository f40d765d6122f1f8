package io.github.canarywave.adapter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** What people do about persons, approvals and what follows a halt. */
class PeopleCommandsTest {
    @TempDir Path data;
    private FakeOperator server;
    private Desk desk;

    @BeforeEach
    void start() throws Exception {
        TestCertificate certificate = TestCertificate.make();
        server = FakeOperator.start(certificate);
        desk = new Desk(data, server, certificate);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static final String STATUS =
            "{\"name\":\"thermostat-1.1.0\",\"product\":\"thermostat-esp32\",\"version\":\"1.1.0\","
                    + "\"state\":\"Running\",\"cohort\":0}";

    @Test
    void approvesRetriesAndGoesBack() throws Exception {
        String campaign = "POST /api/v1/campaigns/thermostat-1.1.0:";
        server.on(campaign + "approve", 200, STATUS);
        assertThat(
                        desk.run(
                                "approve",
                                "thermostat-1.1.0",
                                "--wave",
                                "half",
                                "--reason",
                                "tests done"))
                .isZero();
        assertThat(server.requests.getLast())
                .isEqualTo(campaign + "approve\n{\"reason\":\"tests done\",\"wave\":\"half\"}");
        assertThat(desk.run("approve", "thermostat-1.1.0")).isEqualTo(Exit.USAGE);
        server.problem(
                campaign + "resume",
                403,
                "forbidden",
                "ada created the campaign and cannot approve it; another person must");
        assertThat(
                        desk.run(
                                "resume",
                                "thermostat-1.1.0",
                                "--accept-evidence",
                                "--reason",
                                "rig had no power"))
                .isEqualTo(Exit.LOGIN);
        assertThat(server.requests.getLast())
                .endsWith("{\"reason\":\"rig had no power\",\"acceptEvidence\":true}");
        server.on(campaign + "retry", 200, "{\"retried\":7,\"status\":" + STATUS + "}");
        assertThat(desk.run("retry", "thermostat-1.1.0", "--failed")).isZero();
        assertThat(server.requests.getLast()).endsWith("{\"reason\":\"\",\"failed\":true}");
        assertThat(desk.run("retry", "thermostat-1.1.0", "--error", "health-check")).isZero();
        assertThat(server.requests.getLast()).endsWith("\"code\":\"health-check\"}");
        assertThat(desk.run("retry", "thermostat-1.1.0")).isEqualTo(Exit.USAGE);
        assertThat(desk.run("rollback", "thermostat-1.1.0", "--reason", "drift"))
                .isEqualTo(Exit.USAGE);
        server.on(
                campaign + "rollback",
                201,
                STATUS.replace("1.1.0\",\"product", "1.1.0-rollback\",\"product"));
        assertThat(
                        desk.run(
                                "rollback",
                                "thermostat-1.1.0",
                                "--to",
                                "1.0.0",
                                "--reason",
                                "drift",
                                "--yes"))
                .isZero();
        assertThat(server.requests.getLast()).endsWith("{\"reason\":\"drift\",\"to\":\"1.0.0\"}");
        desk.check("after-halt.txt");
    }

    @Test
    void tokensAndTheAudit() throws Exception {
        String bob =
                "\"name\":\"bob\",\"role\":\"approver\",\"issuedAt\":\"2026-11-20T14:30:26Z\","
                        + "\"issuedBy\":\"admin\"";
        server.on("POST /api/v1/tokens", 201, "{" + bob + ",\"token\":\"SECRET\"}");
        server.problem(
                "POST /api/v1/tokens", 409, "conflict", "bob has a token with the role approver");
        server.on(
                "GET /api/v1/tokens",
                200,
                "{\"tokens\":[{"
                        + bob
                        + "},{"
                        + bob
                        + ",\"revokedAt\":\"2026-11-20T14:31:26Z\"}]}");
        server.on("POST /api/v1/tokens/bob:revoke", 200, "{" + bob + "}");
        server.on(
                "GET /api/v1/audit?limit=100",
                200,
                "{\"lines\":[{\"number\":12,\"at\":\"2026-11-20T14:31:26Z\",\"who\":\"ada\","
                        + "\"what\":\"halted\",\"object\":\"campaign/c\",\"why\":\"smoke\"}]}");
        assertThat(desk.run("token", "issue", "bob", "--role", "approver")).isZero();
        assertThat(desk.out()).as("nothing but the token").isEqualTo("SECRET\n");
        assertThat(desk.run("token", "issue", "bob", "--role", "approver"))
                .isEqualTo(Exit.CONFLICT);
        assertThat(desk.run("token", "issue", "bob", "--role", "king")).isEqualTo(Exit.USAGE);
        assertThat(desk.run("token", "list")).isZero();
        assertThat(desk.run("token", "revoke", "bob", "--reason", "left")).isZero();
        assertThat(server.requests)
                .contains("POST /api/v1/tokens/bob:revoke\n{\"reason\":\"left\"}");
        assertThat(desk.run("audit", "list")).isZero();
        server.problem(
                "GET /api/v1/audit?limit=5",
                403,
                "forbidden",
                "this needs the role admin, bob has the role viewer");
        assertThat(desk.run("audit", "list", "--limit", "5")).isEqualTo(Exit.LOGIN);
        desk.check("people.txt");
    }
}
