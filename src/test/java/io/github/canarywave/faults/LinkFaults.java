package io.github.canarywave.faults;

import io.github.canarywave.faults.TcpProxy.Harm;

import java.time.Duration;

/** What happens to the links of the fleet. */
final class LinkFaults {
    private static final int SOME = 3;
    private static final Duration DELAY = Duration.ofMillis(300);

    /** A download breaks in its middle: more than a handshake, less than an image. */
    private static final long CUT_AFTER_BYTES = 100_000;

    private LinkFaults() {}

    /** A fault that sits in the proxies. */
    abstract static class Link implements Fault {
        private final String name;

        Link(String name) {
            this.name = name;
        }

        @Override
        public final String name() {
            return name;
        }

        @Override
        public void undo(Rig rig, Releases releases) {
            rig.mqtt.resetSilenced();
            rig.mqtt.set(Harm.NONE);
            rig.https.set(Harm.NONE);
        }
    }

    /** All connections break at once, and devices come back. */
    static final class Cut extends Link {
        Cut() {
            super("cut-links");
        }

        @Override
        public void inject(Rig rig, Releases releases) {
            rig.mqtt.cutAll();
            rig.https.cutAll();
        }
    }

    /** A third of the devices speak into the void and hear nothing. */
    static final class HalfOpen extends Link {
        HalfOpen() {
            super("half-open");
        }

        @Override
        public void inject(Rig rig, Releases releases) {
            rig.mqtt.silence(SOME, true);
        }
    }

    /** What devices say arrives; what is said to them does not: no ack, no command. */
    static final class LostAcks extends Link {
        LostAcks() {
            super("lost-acks");
        }

        @Override
        public void inject(Rig rig, Releases releases) {
            rig.mqtt.silence(1, false);
        }
    }

    /** Everything takes its time. */
    static final class Slow extends Link {
        Slow() {
            super("slow-links");
        }

        @Override
        public void inject(Rig rig, Releases releases) {
            rig.mqtt.set(Harm.delayed(DELAY));
            rig.https.set(Harm.delayed(DELAY.dividedBy(10)));
        }
    }

    /** Each new download connection breaks in the middle. */
    static final class CutDownloads extends Link {
        CutDownloads() {
            super("cut-downloads");
        }

        @Override
        public void inject(Rig rig, Releases releases) {
            rig.https.set(Harm.cutAfter(CUT_AFTER_BYTES));
            rig.https.cutAll();
        }
    }

    /** The download host refuses every connection. */
    static final class RefusedDownloads extends Link {
        RefusedDownloads() {
            super("refused-downloads");
        }

        @Override
        public void inject(Rig rig, Releases releases) {
            rig.https.set(Harm.REFUSES);
            rig.https.cutAll();
        }
    }

    /** No device reaches the broker. */
    static final class Outage extends Link {
        Outage() {
            super("broker-outage");
        }

        @Override
        public void inject(Rig rig, Releases releases) {
            rig.mqtt.set(Harm.REFUSES);
            rig.mqtt.cutAll();
        }
    }

    /** Every device comes back at once; ends when they have connected. */
    static final class Reconnect extends Link {
        private long wanted;
        private long cutMs;

        Reconnect() {
            super("reconnect");
        }

        @Override
        public void inject(Rig rig, Releases releases) {
            cutMs = System.currentTimeMillis();
            long before = rig.mqtt.accepted();
            wanted = before + rig.mqtt.cutAll();
        }

        @Override
        public void undo(Rig rig, Releases releases) {
            rig.awaitConnections(wanted);
            rig.starts.add(new Rig.Start(name(), cutMs, cutMs, System.currentTimeMillis()));
        }
    }
}
