package io.github.canarywave.adapter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

/** Following a campaign to its end. */
@Timeout(30)
class WatchTest {
    private static final String HALTED = "thermostat-1.1.0";
    private static final String DONE = "thermostat-1.1.1";

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

    private static String status(String name) throws Exception {
        return Files.readString(Path.of("src/test/resources/cli/status-" + name + ".json"));
    }

    @Test
    void printsALineForEachChangeAndEndsWith3WhenHalted() throws Exception {
        server.events(HALTED, status("running"), status("running"), status("halted"));
        assertThat(desk.run("watch", HALTED)).isEqualTo(Exit.HALTED);
        desk.check("watch-halted-lines.txt");
    }

    @Test
    void endsWith0WhenDone() throws Exception {
        server.events(DONE, status("done"));
        assertThat(desk.run("watch", DONE)).isZero();
        desk.withoutUnicode();
        assertThat(desk.run("campaign", "watch", DONE)).isZero();
        desk.check("watch-done-lines.txt");
    }

    @Test
    void redrawsTheTreeInPlaceOnATerminal() throws Exception {
        desk.atTerminal();
        server.events(HALTED, status("running"), status("running"), status("halted"));
        assertThat(desk.run("watch", HALTED)).isEqualTo(Exit.HALTED);
        assertThat(desk.out()).doesNotContain("\033[2J").contains("\033[13A");
        desk.check("watch-halted-live.txt");
    }

    @Test
    void keepsThePictureSmallerThanTheScreen() throws Exception {
        desk.atTerminal().environment.put("LINES", "6");
        server.events(HALTED, status("running"), status("halted"));
        assertThat(desk.run("watch", HALTED)).isEqualTo(Exit.HALTED);
        assertThat(desk.out()).contains("\033[5A").doesNotContain("half");
    }

    @Test
    void printsLinesOnATerminalThatCannotRedraw() throws Exception {
        desk.atTerminal().environment.put("TERM", "dumb");
        server.events(HALTED, status("halted"));
        assertThat(desk.run("watch", HALTED)).isEqualTo(Exit.HALTED);
        assertThat(desk.out()).doesNotContain("\033");
    }

    @Test
    void waitsForHaltedDevicesToSettle() throws Exception {
        String busy = status("halted").replace("\"inFlight\":0", "\"inFlight\":21");
        server.events(HALTED, busy, busy, status("halted"));
        assertThat(desk.run("watch", HALTED, "-o", "ndjson")).isEqualTo(Exit.HALTED);
        assertThat(desk.out())
                .startsWith("{\"type\":\"version\",\"ui\":\"1.0\",\"schemaVersion\":1}\n");
        assertThat(desk.out().lines()).allMatch(line -> line.startsWith("{\"type\":\""));
        assertThat(desk.out().lines().filter(line -> line.startsWith("{\"type\":\"state\"")))
                .hasSize(3)
                .allMatch(line -> line.contains("\"state\":\"Halted\""));
        assertThat(desk.out().lines().filter(line -> line.startsWith("{\"type\":\"event\"")))
                .isNotEmpty()
                .allMatch(line -> line.contains("\"id\":"));
    }

    @Test
    void endsAtOnceWhenAborted() throws Exception {
        server.events(HALTED, status("halted").replace("\"Halted\"", "\"Aborted\""));
        assertThat(desk.run("watch", HALTED)).isEqualTo(Exit.HALTED);
        assertThat(desk.out()).contains("■ Aborted.");
    }

    @Test
    void goesOnWhenTheServerRestarts() throws Exception {
        server.eventsThenClose(HALTED, status("running"));
        String call = "GET /api/v1/campaigns/" + HALTED + "/events";
        server.problem(call, 503, "unavailable", "the server starts");
        server.events(HALTED, status("halted"));
        assertThat(desk.run("watch", HALTED)).isEqualTo(Exit.HALTED);
        assertThat(server.requests).hasSize(3);
        assertThat(server.lastEventIds).as("where it was, each time").hasSize(2);
        assertThat(desk.err())
                .contains("connection lost (the server closed the connection), trying again");
    }

    @Test
    void endsWith124WhenTimeIsUp() throws Exception {
        server.events(HALTED, status("running"));
        assertThat(desk.run("watch", HALTED, "--timeout", "1s")).isEqualTo(Exit.TIMEOUT);
        assertThat(desk.err())
                .isEqualTo("time is up; " + HALTED + " is Running. It goes on without us.\n");
    }

    @Test
    void countsTheTimeWithoutAServerToo() throws Exception {
        server.eventsThenClose(HALTED, status("running"));
        server.problem("GET /api/v1/campaigns/" + HALTED + "/events", 503, "unavailable", "starts");
        assertThat(desk.run("watch", HALTED, "--timeout", "1s")).isEqualTo(Exit.TIMEOUT);
    }

    @Test
    void endsWhenTheWaveAskedForHasPassed() throws Exception {
        server.events(HALTED, status("running"));
        assertThat(desk.run("watch", HALTED, "--until", "wave=lab")).isZero();
        assertThat(desk.run("watch", HALTED, "--until", "wave=canary", "--timeout", "1s"))
                .isEqualTo(Exit.TIMEOUT);
        assertThat(desk.run("watch", HALTED, "--until", "wave=nothing")).isEqualTo(Exit.USAGE);
        assertThat(desk.err()).contains("has no wave nothing", "lab, canary, half, all");
    }
}
