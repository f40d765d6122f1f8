package io.github.canarywave.adapter.http.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;

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

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable reason = cause instanceof DecoderException ? cause.getCause() : cause;
        if (reason instanceof IOException) {
            if (reason instanceof SSLException)
                LOG.debug(
                        "tls failed from={} why=\"{}\"",
                        context.channel().remoteAddress(),
                        cause.getMessage());
            context.channel().unsafe().close(context.voidPromise());
        } else {
            context.fireExceptionCaught(cause);
        }
    }
}
