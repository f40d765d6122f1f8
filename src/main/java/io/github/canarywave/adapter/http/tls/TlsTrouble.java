package io.github.canarywave.adapter.http.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import javax.net.ssl.SSLException;

/**
 * Ends a connection whose TLS failed, and keeps its stack trace out of the log: anybody can cause
 * one. Confined to the connection's event loop.
 */
final class TlsTrouble extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(TlsTrouble.class);

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable reason = cause instanceof DecoderException ? cause.getCause() : cause;
        if (reason instanceof SSLException) {
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
