package io.github.canarywave.adapter.http.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslClientHelloHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;

/**
 * Waits for a client's first message and gives way to the engine that suits it. Confined to the
 * connection's event loop.
 */
final class EngineChoice extends SslClientHelloHandler<ClientHello> {
    /** Bytes of a first message; browsers with post-quantum keys send some 1 800. */
    private static final int HELLO_LIMIT = 8 * 1024;

    private final Engines engines;
    private final Handshakes handshakes;

    EngineChoice(Engines engines, Handshakes handshakes) {
        super(HELLO_LIMIT);
        this.engines = engines;
        this.handshakes = handshakes;
    }

    @Override
    protected Future<ClientHello> lookup(ChannelHandlerContext context, ByteBuf hello) {
        // Nothing there, when the first record is no such message: the engine refuses it.
        ClientHello read =
                hello == null ? new ClientHello(java.util.Set.of()) : ClientHello.read(hello);
        return context.executor().newSucceededFuture(read);
    }

    @Override
    protected void onLookupComplete(ChannelHandlerContext context, Future<ClientHello> hello) {
        ClientHello said = hello.getNow();
        SslHandler handler = engines.handler(said, context.alloc());
        context.pipeline().replace(this, null, handler);
        handshakes.watch(context.channel(), handler, engines.makesSmallRecords(said));
    }
}
