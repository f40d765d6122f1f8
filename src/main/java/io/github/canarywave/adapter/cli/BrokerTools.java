package io.github.canarywave.adapter.cli;

import io.github.canarywave.domain.fleet.DeviceId;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Makes what a broker outside the process needs. */
public interface BrokerTools {
    /**
     * What was asked for.
     *
     * @param data folder of the server, whose root signs the broker's certificate
     * @param out folder to write into
     * @param hosts names and addresses by which devices and the server reach the broker
     * @param port where it listens with TLS
     * @param installedAt where the files will lie on the broker's machine
     */
    record Wanted(
            BrokerKind kind, Path data, Path out, Set<String> hosts, int port, Path installedAt) {
        public Wanted {
            hosts = Set.copyOf(hosts);
        }
    }

    /**
     * Writes a whole configuration.
     *
     * @return the names of the files it wrote
     * @throws NotPossible when keys or files cannot be read or made
     */
    List<String> prepare(Wanted wanted);

    /**
     * Writes a new key and certificate into such a folder, and nothing else.
     *
     * @throws NotPossible when keys or files cannot be read or made
     */
    List<String> renew(Wanted wanted);

    /** Keys or files cannot be read or made; the message says which and what to do. */
    final class NotPossible extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public NotPossible(Throwable cause) {
            super(String.valueOf(cause.getMessage()), cause);
        }
    }

    /** What the broker's file of users must hold of this device, one line without its end. */
    String userLine(BrokerKind kind, DeviceId device, String token);
}
