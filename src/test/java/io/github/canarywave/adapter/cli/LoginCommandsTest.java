package io.github.canarywave.adapter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** How a person becomes known to the command line, and is forgotten again. */
class LoginCommandsTest {
    @TempDir Path home;
    private FakeOperator server;
    private Desk desk;
    private Path ca;

    @BeforeEach
    void start() throws Exception {
        TestCertificate certificate = TestCertificate.make();
        server = FakeOperator.start(certificate);
        desk = new Desk(home);
        ca = Files.writeString(home.resolve("ca.pem"), certificate.pem());
        server.on(
                "GET /api/v1/session",
                200,
                "{\"name\":\"bob\",\"role\":\"approver\",\"rights\":[\"approve\"]}");
        server.on("GET /api/v1/campaigns", 200, "{\"campaigns\":[]}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Path file() {
        return home.resolve(".config/canarywave/context.yaml");
    }

    private int login(String token, String... more) {
        desk.willType(token);
        String[] args = new String[4 + more.length];
        args[0] = "login";
        args[1] = server.url();
        args[2] = "--ca";
        args[3] = ca.toString();
        System.arraycopy(more, 0, args, 4, more.length);
        return desk.run(args);
    }

    @Test
    void aTokenThatWasCheckedIsKeptForTheOwnerAlone() throws Exception {
        assertThat(login("wrong")).isEqualTo(Exit.LOGIN);
        assertThat(file()).doesNotExist();
        assertThat(login("")).isEqualTo(Exit.USAGE);
        assertThat(login(FakeOperator.TOKEN)).isZero();
        assertThat(desk.out() + desk.err()).contains("bob").doesNotContain(FakeOperator.TOKEN);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(desk.run("whoami")).isZero();
        assertThat(desk.out()).contains("bob, role approver", "may  approve");
        assertThat(desk.run("campaign", "list")).isZero();
        assertThat(desk.runPlain("logout")).isZero();
        assertThat(Files.readString(file())).doesNotContain(FakeOperator.TOKEN);
        assertThat(desk.run("campaign", "list")).isEqualTo(Exit.LOGIN);
    }

    @Test
    void choosesAmongContextsAndNeverShowsATokenToAnotherServer() throws Exception {
        assertThat(login(FakeOperator.TOKEN, "--name", "factory")).isZero();
        assertThat(desk.runPlain("context", "add", "lab", "--server", "https://lab.example:9443"))
                .isZero();
        assertThat(desk.runPlain("context", "list")).isZero();
        assertThat(desk.out()).contains("*  factory", "lab").doesNotContain(FakeOperator.TOKEN);
        assertThat(desk.runPlain("context", "use", "nowhere")).isEqualTo(Exit.CONFLICT);
        assertThat(desk.runPlain("context", "use", "lab")).isZero();
        assertThat(desk.run("campaign", "list", "--server", server.url(), "--ca", ca.toString()))
                .as("the token of factory is not the current context's")
                .isEqualTo(Exit.LOGIN);
        assertThat(desk.runPlain("context", "use", "factory")).isZero();
        assertThat(desk.run("campaign", "list")).isZero();
        assertThat(desk.runPlain("context", "add", "factory", "--server", "https://x.example"))
                .isZero();
        assertThat(Files.readString(file())).doesNotContain(FakeOperator.TOKEN);
        assertThat(desk.runPlain("context", "remove", "factory")).isZero();
        assertThat(desk.run("campaign", "list")).isEqualTo(Exit.ERROR);
        assertThat(desk.runPlain("context", "add", "../x", "--server", "https://x.example"))
                .isEqualTo(Exit.USAGE);
        assertThat(desk.runPlain("context", "add", "x", "--server", "http://x.example"))
                .isEqualTo(Exit.USAGE);
    }

    @Test
    void readsTheFileOfOneServerAndPutsTheFolderBeforeIt() throws Exception {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), Cli.contextText(server.url(), ca.toString(), FakeOperator.TOKEN));
        assertThat(desk.run("whoami")).isZero();
        Files.writeString(
                home.resolve(Cli.CONTEXT), Cli.contextText(server.url(), ca.toString(), "old"));
        assertThat(desk.run("whoami")).isEqualTo(Exit.LOGIN);
        desk.environment.put("CANARYWAVE_TOKEN", FakeOperator.TOKEN);
        assertThat(desk.run("whoami")).isZero();
        assertThat(desk.run("whoami", "--token", "wrong")).isEqualTo(Exit.LOGIN);
        desk.environment.remove("CANARYWAVE_TOKEN");
        assertThat(login(FakeOperator.TOKEN)).isZero();
        assertThat(desk.err()).contains("goes before it in this folder");
    }
}
