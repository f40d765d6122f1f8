package io.github.canarywave.adapter.http.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;

import javax.net.ssl.SSLException;

/**
 * Ends a connection whose TLS failed or that the other side has reset, and keeps their stack traces
 * out of the log: anybody can cause one. Whoever waits hears that the connection is closed.
 * Confined to the connection's event loop.
 */
final class TlsTrouble extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(TlsTrouble.class);

    private final Handshakes handshakes;

    TlsTrouble(Handshakes handshakes) {
        this.handshakes = handshakes;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable reason = cause instanceof DecoderException ? cause.getCause() : cause;
        if (reason instanceof SSLException) {
            // With an engine its handshake fails, and is counted there.
            if (context.pipeline().get(SslHandler.class) == null) handshakes.failed();
            LOG.debug(
                    "tls failed from={} why=\"{}\"",
                    context.channel().remoteAddress(),
                    cause.getMessage());
        }
        if (reason instanceof IOException) {
            context.channel().unsafe().close(context.voidPromise());
        } else {
            context.fireExceptionCaught(cause);
        }
    }
}
