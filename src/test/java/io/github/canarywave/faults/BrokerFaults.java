package io.github.canarywave.faults;

import io.github.canarywave.faults.TcpProxy.Harm;

/**
 * What happens to a broker that is a process of its own, and to the link between it and the server.
 */
final class BrokerFaults {
    private BrokerFaults() {}

    /** kill -9: sessions, retained messages and what was queued are gone. */
    static final class Kill implements Fault {
        private long harmedMs;

        @Override
        public String name() {
            return "kill-broker";
        }

        @Override
        public void inject(Rig rig, Releases releases) {
            rig.broker().process().kill();
            harmedMs = System.currentTimeMillis();
        }

        @Override
        public void undo(Rig rig, Releases releases) {
            long started = System.currentTimeMillis();
            rig.broker().process().restart();
            rig.starts.add(new Rig.Start(name(), harmedMs, started, System.currentTimeMillis()));
            rig.awaitConnected();
        }
    }

    /** It stands still: connections stay open, nothing answers. */
    static final class Freeze implements Fault {
        @Override
        public String name() {
            return "stop-broker";
        }

        @Override
        public void inject(Rig rig, Releases releases) {
            rig.broker().process().pause();
        }

        @Override
        public void undo(Rig rig, Releases releases) {
            rig.broker().process().resume();
        }
    }

    /** The server's connections break. */
    static final class CutServer implements Fault {
        @Override
        public String name() {
            return "cut-server-link";
        }

        @Override
        public void inject(Rig rig, Releases releases) {
            rig.serverLink.set(Harm.REFUSES);
            rig.serverLink.cutAll();
        }

        @Override
        public void undo(Rig rig, Releases releases) {
            rig.serverLink.set(Harm.NONE);
        }
    }

    /** The server speaks into the void and hears nothing. */
    static final class SilenceServer implements Fault {
        @Override
        public String name() {
            return "silent-server-link";
        }

        @Override
        public void inject(Rig rig, Releases releases) {
            rig.serverLink.silence(1, true);
        }

        @Override
        public void undo(Rig rig, Releases releases) {
            rig.serverLink.resetSilenced();
        }
    }
}
