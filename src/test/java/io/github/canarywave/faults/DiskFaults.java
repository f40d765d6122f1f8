package io.github.canarywave.faults;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What happens to the disk of the server. */
final class DiskFaults {
    private DiskFaults() {}

    /**
     * The disk fills while a campaign runs: nothing new is taken, who was commanded downloads on, a
     * halt is stored; with room again it goes on by itself.
     */
    static final class Full implements Fault {
        private static final Duration NOTICED = Duration.ofSeconds(10);
        private static final Duration STARTED = Duration.ofMinutes(1);

        /** How long that took is told by this name. */
        static final String FOUND_FULL = "full disk noticed";

        private static final double BACK_SECONDS = 10;

        /** What was on its way before has arrived. */
        private static final Duration SETTLED = Duration.ofMillis(500);

        private final Halt halt = new Halt();

        @Override
        public String name() {
            return "full-disk";
        }

        @Override
        public void inject(Rig rig, Releases releases) {
            // Held up, so that there is somebody who downloads while the disk is full.
            rig.https.set(TcpProxy.Harm.REFUSES);
            rig.https.cutAll();
            releases.awaitDevice(STARTED, "Accepted");
            Rig.until(STARTED, "a download is held up", () -> heldUp(releases));
            rig.disk().fill();
            long filled = System.nanoTime();
            long filledMs = System.currentTimeMillis();
            rig.https.set(TcpProxy.Harm.NONE);
            downloads(rig, filledMs);
            if (notices(rig)) rig.time(FOUND_FULL, filled);
            refused(rig, releases);
            goesOn(rig, releases);
            halt.inject(rig, releases);
            storedIn(rig, releases);
        }

        /** Not when the log of the database has room in it that it uses again. */
        private static boolean notices(Rig rig) {
            for (long end = System.nanoTime() + NOTICED.toNanos(); System.nanoTime() < end; ) {
                if (health(rig).contains("disk full")) return true;
                Rig.pauseFor(SETTLED);
            }
            return false;
        }

        /** Whether somebody is between command and last byte, and stays there. */
        private static boolean heldUp(Releases releases) {
            if (releases.over()) releases.startNext();
            Rig.pauseFor(SETTLED);
            JsonNode states = releases.now().path("states");
            return states.has("Accepted") || states.has("Downloading");
        }

        private static String health(Rig rig) {
            return rig.api().call("GET", "/healthz", "text/plain", "").body();
        }

        /** Whose first word of an installation comes now has got its last bytes now. */
        private static void downloads(Rig rig, long fromMs) {
            Rig.until(
                    STARTED,
                    "a download ends although the disk is full",
                    () -> installing(rig).values().stream().anyMatch(atMs -> atMs >= fromMs));
        }

        private static Map<String, Long> installing(Rig rig) {
            Map<String, Long> first = new HashMap<>();
            for (Ledger.Note note : Ledger.read(rig.ledgers()).all("report"))
                if (note.word(1).equals("installing"))
                    first.putIfAbsent(note.device() + note.command(), note.atMs());
            return first;
        }

        private static void refused(Rig rig, Releases releases) {
            String name = releases.campaigns().getLast().name();
            for (Api.Reply reply :
                    new Api.Reply[] {
                        rig.api()
                                .call(
                                        "POST",
                                        "/api/v1/campaigns",
                                        "text/yaml",
                                        releases.again(name + "-more")),
                        rig.api()
                                .call(
                                        "PUT",
                                        "/api/v1/releases/p/9.9.9/artifacts/m?signature="
                                                + "s".repeat(86),
                                        "application/octet-stream",
                                        "x".repeat(100_000))
                    })
                if (reply.status() != 507 || !reply.body().contains("Free space"))
                    rig.complain("P1", "", "not refused: " + reply, name);
        }

        /** Room that the log of the database uses again may have let the last device end. */
        private static void goesOn(Rig rig, Releases releases) {
            if (!releases.over()) return;
            rig.disk().empty();
            Rig.until(NOTICED, "the server stores again", () -> health(rig).equals("ok\n"));
            releases.startNext();
            rig.disk().fill();
        }

        /** By a reader beside the server: what was answered is on the disk. */
        private static void storedIn(Rig rig, Releases releases) {
            String name = releases.campaigns().getLast().name();
            boolean stored =
                    rig.books().rollouts().stream()
                            .anyMatch(r -> r.name().equals(name) && r.state().equals("Halted"));
            if (!stored) rig.complain("P5", "", "halt on a full disk", "not stored");
        }

        @Override
        public void undo(Rig rig, Releases releases) {
            rig.disk().empty();
            long start = System.nanoTime();
            Rig.until(NOTICED, "the server stores again", () -> health(rig).equals("ok\n"));
            rig.time("full disk over", start);
            if ((System.nanoTime() - start) / 1e9 > BACK_SECONDS)
                rig.complain("P3", "", "not back within " + BACK_SECONDS + " s", "");
            halt.undo(rig, releases);
        }
    }

    /** From now on the disk flushes nothing: the server ends itself. */
    static final class NoFlush implements Fault {
        private static final Duration ATTACHED = Duration.ofSeconds(20);
        private static final Duration END = Duration.ofSeconds(20);
        private static final int EX_IOERR = 74;
        private static final String LINE = "disk failed, stopped at once";
        private long harmedMs;

        @Override
        public String name() {
            return "no-flush";
        }

        @Override
        public void inject(Rig rig, Releases releases) {
            int before = lines(rig);
            Process strace = attach(rig);
            harmedMs = System.currentTimeMillis();
            try {
                int exit = rig.server().awaitEnd(END);
                if (exit != EX_IOERR)
                    rig.complain("P1", "", "ended with " + exit, "should be " + EX_IOERR);
                if (lines(rig) != before + 1)
                    rig.complain("P1", "", "says why " + lines(rig) + " times", "before " + before);
            } finally {
                strace.destroy();
            }
        }

        private static int lines(Rig rig) {
            return rig.server().said().split(LINE, -1).length - 1;
        }

        /** Every flush fails as on a broken disk; nothing else of the process is touched. */
        private static Process attach(Rig rig) {
            Path log = rig.folder.resolve("strace.log");
            try {
                Process strace =
                        new ProcessBuilder(
                                        "strace",
                                        "-f",
                                        "-qq",
                                        "-e",
                                        "trace=fsync,fdatasync",
                                        "-e",
                                        "inject=fsync,fdatasync:error=EIO",
                                        "-o",
                                        log.toString(),
                                        "-p",
                                        Long.toString(rig.server().pid()))
                                .redirectErrorStream(true)
                                .redirectOutput(rig.folder.resolve("strace.said").toFile())
                                .start();
                Rig.until(
                        ATTACHED,
                        "a flush of the server failed",
                        () -> log.toFile().length() > 0 || !strace.isAlive());
                return strace;
            } catch (IOException e) {
                throw new UncheckedIOException("this test needs strace", e);
            }
        }

        @Override
        public void undo(Rig rig, Releases releases) {
            rig.startServer(name(), harmedMs);
        }
    }
}
