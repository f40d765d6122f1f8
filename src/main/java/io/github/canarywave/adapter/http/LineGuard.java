package io.github.canarywave.adapter.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;

import java.nio.charset.StandardCharsets;

/**
 * Refuses lines that two readers may end in two places, which the decoder would mend silently:
 * folded ones (RFC 9112, 5.2), CR or LF alone (2.2), and control characters (RFC 9110, 5.5). Only
 * for ports whose requests have no body: it looks at every byte. Confined to the connection's event
 * loop.
 */
public final class LineGuard extends ChannelInboundHandlerAdapter {
    /**
     * Goes on instead of what is refused: a header that no decoder takes, so that the answer is
     * 400, and comes in its turn, behind those of the requests before.
     */
    private static final String POISON = "\0:\r\n\r\n";

    /** The end of a line that was begun, so that the poison is a line of its own. */
    private static final String END = "\r\n";

    private boolean requestLine = true;
    private boolean lineStarts = true;
    private byte before = '\n';
    private boolean refused;

    private LineGuard() {}

    /** Watches a connection whose first request has not been read yet. */
    public static void watch(HttpConnection connection) {
        ChannelPipeline pipeline = Channels.of(connection).pipeline();
        SslHandler tls = pipeline.get(SslHandler.class);
        if (tls == null) pipeline.addFirst(new LineGuard());
        else pipeline.addAfter(pipeline.context(tls).name(), null, new LineGuard());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            context.fireChannelRead(message);
        } else if (refused) {
            ReferenceCountUtil.release(message);
        } else {
            int good = good(bytes);
            if (good == bytes.readableBytes()) context.fireChannelRead(message);
            else refuse(context, bytes, good);
        }
    }

    /** How many bytes are fine. */
    private int good(ByteBuf bytes) {
        for (int i = bytes.readerIndex(); i < bytes.writerIndex(); i++) {
            byte b = bytes.getByte(i);
            if (!fits(b)) return i - bytes.readerIndex();
            if (b == '\n') {
                requestLine = lineStarts;
                lineStarts = true;
            } else if (b != '\r') {
                lineStarts = false;
            }
            before = b;
        }
        return bytes.readableBytes();
    }

    private boolean fits(byte b) {
        if (before == '\r' || b == '\n') return before == '\r' && b == '\n';
        if (b == ' ') return !lineStarts;
        if (b == '\t') return !lineStarts && !requestLine;
        return b == '\r' || !control(b);
    }

    private static boolean control(byte b) {
        return (b >= 0 && b < ' ') || b == 0x7f;
    }

    private void refuse(ChannelHandlerContext context, ByteBuf bytes, int good) {
        refused = true;
        String rest = lineStarts || before == '\r' ? POISON : END + POISON;
        ByteBuf poison = Unpooled.copiedBuffer(rest, StandardCharsets.US_ASCII);
        context.fireChannelRead(
                Unpooled.wrappedBuffer(bytes.slice(bytes.readerIndex(), good), poison));
    }
}
