package io.github.canarywave.adapter.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;

import java.nio.charset.StandardCharsets;

/**
 * Refuses folded header lines (RFC 9112, 5.2), which the decoder would join silently. Only for
 * ports whose requests have no body: it looks at every byte. Confined to the connection's event
 * loop.
 */
public final class FoldGuard extends ChannelInboundHandlerAdapter {
    private static final String ANSWER =
            "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    private boolean lineStarts;
    private boolean refused;

    private FoldGuard() {}

    /** Watches a connection whose first request has not been read yet. */
    public static void watch(HttpConnection connection) {
        ChannelPipeline pipeline = Channels.of(connection).pipeline();
        SslHandler tls = pipeline.get(SslHandler.class);
        if (tls == null) pipeline.addFirst(new FoldGuard());
        else pipeline.addAfter(pipeline.context(tls).name(), null, new FoldGuard());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            context.fireChannelRead(message);
        } else if (refused || folds(bytes)) {
            ReferenceCountUtil.release(message);
            refuse(context);
        } else {
            context.fireChannelRead(message);
        }
    }

    private boolean folds(ByteBuf bytes) {
        for (int i = bytes.readerIndex(); i < bytes.writerIndex(); i++) {
            byte b = bytes.getByte(i);
            if (lineStarts && (b == ' ' || b == '\t')) return true;
            lineStarts = b == '\n';
        }
        return false;
    }

    private void refuse(ChannelHandlerContext context) {
        if (refused) return;
        refused = true;
        context.writeAndFlush(Unpooled.copiedBuffer(ANSWER, StandardCharsets.US_ASCII))
                .addListener(ChannelFutureListener.CLOSE);
    }
}
