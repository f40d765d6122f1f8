package io.github.canarywave.adapter.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;

import javax.net.ssl.SSLException;

/** The server did not answer; it may later. */
final class Unreachable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreachable(String message) {
        super(message);
    }

    /** Says what is wrong and what to do; a certificate that is not trusted will not mend. */
    static RuntimeException because(IOException e, ServerAddress address) {
        if (e instanceof SSLException) return notTrusted(e, address);
        if (causedByName(e))
            return new Unreachable(
                    "the name of the server is not known: " + address + ". Check it.");
        if (e instanceof ConnectException)
            return new Unreachable(
                    "no server answers at " + address + ". Start it with ./canarywave up");
        if (e instanceof HttpTimeoutException)
            return new Unreachable(
                    "the server at " + address + " did not answer in time. Look into its log.");
        return new Unreachable("the server at " + address + " broke off: " + e.getMessage());
    }

    private static boolean causedByName(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause())
            if (t instanceof UnresolvedAddressException) return true;
        return false;
    }

    private static Failure notTrusted(IOException e, ServerAddress address) {
        String trust =
                address.caPem().isPresent()
                        ? "the CA that was given did not sign it, or the name differs"
                        : "no CA was given, so only public ones are trusted";
        return new Failure(
                Exit.ERROR,
                "the certificate of "
                        + address
                        + " is not trusted: "
                        + trust
                        + " ("
                        + e.getMessage()
                        + "). Name the CA by --ca FILE; a local server keeps it in"
                        + " data/pki/ca.pem.");
    }
}
