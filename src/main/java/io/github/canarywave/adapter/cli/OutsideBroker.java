package io.github.canarywave.adapter.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * A broker that runs elsewhere.
 *
 * @param host name or address; its certificate must be for it
 * @param tls false only when somebody has said that this is meant
 * @param access what to show to it
 */
public record OutsideBroker(String host, int port, boolean tls, BrokerAccess access) {
    private static final int PORT_TLS = 8883;
    private static final int PORT_PLAIN = 1883;

    /** Where it is, as people write it. */
    public String url() {
        String name = host.contains(":") ? "[" + host + "]" : host;
        return (tls ? "mqtts://" : "mqtt://") + name + ":" + port;
    }

    /** Reads {@code mqtts://host:port}; the port may be left out. */
    static OutsideBroker at(String url, boolean plainIsMeant, BrokerAccess access) {
        URI uri = uri(url);
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        boolean tls = scheme.equals("mqtts");
        boolean bare =
                uri.getUserInfo() == null
                        && String.valueOf(uri.getPath()).matches("/?")
                        && uri.getQuery() == null;
        if (uri.getHost() == null || !bare || !(tls || scheme.equals("mqtt"))) throw wrong(url);
        if (!tls && !plainIsMeant)
            throw new Failure(
                    Exit.USAGE,
                    "--broker "
                            + Words.harmless(url)
                            + " is without TLS: passwords and commands would go over the network in"
                            + " clear. Use mqtts://, or say that it is meant with --broker-plain.");
        int port = uri.getPort() > 0 ? uri.getPort() : tls ? PORT_TLS : PORT_PLAIN;
        return new OutsideBroker(uri.getHost().replaceAll("[\\[\\]]", ""), port, tls, access);
    }

    private static URI uri(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw wrong(url);
        }
    }

    private static Failure wrong(String url) {
        return new Failure(
                Exit.USAGE,
                "--broker must be mqtts://HOST:PORT, got \""
                        + Words.harmless(url)
                        + "\". User names and passwords stand in the file of --broker-access.");
    }
}
