package io.github.canarywave.adapter.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

import java.util.Optional;

/** What lies below a connection: the one place that looks there. Safe from any thread. */
public final class Channels {
    private Channels() {}

    /**
     * Ends a connection now. {@code HttpConnection.close} first waits until everything pending is
     * written, for ever when the other side reads nothing; this drops it, in the kernel too.
     */
    public static void abort(HttpConnection connection) {
        if (!(connection instanceof ConnectionBase base)) {
            connection.close(); // HTTP/2: its streams end with it
            return;
        }
        Channel channel = base.channel();
        channel.eventLoop()
                .execute(
                        () -> {
                            if (!channel.isOpen()) return;
                            channel.config().setOption(ChannelOption.SO_LINGER, 0);
                            channel.unsafe().close(channel.voidPromise());
                        });
    }

    /** The channel below a connection of HTTP/1. */
    public static Channel of(HttpConnection connection) {
        return find(connection)
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "connections of Vert.x have a channel, got "
                                                + connection.getClass()));
    }

    /** The channel below a connection, empty for HTTP/2. */
    static Optional<Channel> find(HttpConnection connection) {
        return connection instanceof ConnectionBase base
                ? Optional.of(base.channel())
                : Optional.empty();
    }
}
