package io.github.canarywave.adapter.http.tls;

import io.netty.channel.Channel;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import io.netty.util.AttributeKey;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import javax.net.ssl.SSLEngine;

/** Counts handshakes and remembers what came of them. Safe from any thread. */
final class Handshakes {
    static final AttributeKey<Secured> SECURED = AttributeKey.valueOf(Handshakes.class, "secured");

    private final LongAdder full = new LongAdder();
    private final LongAdder resumed = new LongAdder();
    private final LongAdder failed = new LongAdder();

    /** Waits for the end of a handshake that is about to begin. */
    void watch(Channel channel, SslHandler handler, boolean smallRecords) {
        long began = System.currentTimeMillis();
        handler.handshakeFuture()
                .addListener(
                        done -> {
                            if (done.isSuccess())
                                succeeded(channel, handler.engine(), smallRecords, began);
                            else failed();
                        });
    }

    private void succeeded(Channel channel, SSLEngine engine, boolean smallRecords, long began) {
        boolean again = isResumed(engine, began);
        (again ? resumed : full).increment();
        channel.attr(SECURED)
                .set(new Secured(engine.getSession().getProtocol(), smallRecords, again));
    }

    /** The JDK does not say it, but a session that goes on keeps the time of its making. */
    private static boolean isResumed(SSLEngine engine, long began) {
        return engine instanceof ReferenceCountedOpenSslEngine nativeEngine
                ? SSL.isSessionReused(nativeEngine.sslPointer())
                : engine.getSession().getCreationTime() < began;
    }

    /** One came to nothing. */
    void failed() {
        failed.increment();
    }

    Map<String, Long> all() {
        return Map.of("full", full.sum(), "resumed", resumed.sum(), "failed", failed.sum());
    }
}
