package io.github.canarywave.adapter.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.SocketAddress;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** Where connections come from. */
final class Sources {
    /** Who has one address of IPv6 has all that begin with the same 64 bits. */
    private static final int NETWORK_BYTES = 8;

    private Sources() {}

    /** What one source has in common: its IPv4 address, or its IPv6 network. */
    static String of(HttpConnection connection) {
        SocketAddress address = connection.remoteAddress();
        String text = address == null ? null : address.hostAddress();
        return text == null ? "" : network(text);
    }

    static String network(String address) {
        if (address.indexOf(':') < 0) return address;
        byte[] bytes = InetAddress.ofLiteral(address).getAddress();
        return bytes.length == 4
                ? InetAddress.ofLiteral(address).getHostAddress()
                : HexFormat.of().formatHex(Arrays.copyOf(bytes, NETWORK_BYTES));
    }
}
