package io.github.canarywave.faults;

import io.github.canarywave.faults.TcpProxy.Harm;

import java.time.Duration;

/** What happens to the process of the server. */
final class ServerFaults {
    private ServerFaults() {}

    /** kill -9: it says farewell to nobody. */
    static final class Kill implements Fault {
        private long harmedMs;

        @Override
        public String name() {
            return "kill-server";
        }

        @Override
        public void inject(Rig rig, Releases releases) {
            rig.server().kill();
            harmedMs = System.currentTimeMillis();
        }

        @Override
        public void undo(Rig rig, Releases releases) {
            rig.startServer(name(), harmedMs);
        }
    }

    /** It is told to end while devices download. */
    static final class Terminate implements Fault {
        private static final Duration DOWNLOADS = Duration.ofMinutes(2);
        private static final Duration END = Duration.ofSeconds(30);

        /** On each chunk of a download, so that it lasts some 20 s and is caught in its middle. */
        private static final Duration DELAY = Duration.ofMillis(80);

        /** More than a handshake, and so much less than an image that the server is not done. */
        private static final long BEGUN_BYTES = 40_000;

        private static final long MIDDLE_BYTES = 400_000;

        /** How many downloads each termination broke off is told by this name. */
        static final String CAUGHT = "term-server downloads cut, count";

        private long harmedMs;

        @Override
        public String name() {
            return "term-server";
        }

        @Override
        public void inject(Rig rig, Releases releases) {
            rig.https.set(Harm.delayed(DELAY));
            Rig.until(
                    DOWNLOADS,
                    "a download is in its middle",
                    () -> {
                        if (releases.over()) releases.startNext();
                        return rig.https.within(BEGUN_BYTES, MIDDLE_BYTES) > 0;
                    });
            long before = cut(rig);
            rig.server().terminate();
            harmedMs = System.currentTimeMillis();
            rig.server().awaitEnd(END);
            rig.https.set(Harm.NONE);
            rig.timed.add(new Rig.Timed(CAUGHT, cut(rig) - before));
        }

        /** By the server's own account. */
        private static long cut(Rig rig) {
            return rig.access().requests().stream()
                    .filter(request -> request.ended().equals("cut-by-stop"))
                    .count();
        }

        @Override
        public void undo(Rig rig, Releases releases) {
            rig.startServer(name(), harmedMs);
        }
    }

    /** It stands still: connections stay open, nothing answers. */
    static final class Freeze implements Fault {
        @Override
        public String name() {
            return "stop-server";
        }

        @Override
        public void inject(Rig rig, Releases releases) {
            rig.server().freeze();
        }

        @Override
        public void undo(Rig rig, Releases releases) {
            rig.server().thaw();
            Rig.until(Duration.ofMinutes(1), "the server answers", rig.api()::healthy);
        }
    }
}
