package io.github.canarywave.adapter.broker.extension;

import io.github.canarywave.wire.OwnIds;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the broker refused, by reason. Safe from any thread. */
public final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    /** Why a client was refused, the words of the counters. */
    enum Reason {
        NO_CREDENTIALS("no-credentials"),
        BAD_CREDENTIALS("bad-credentials"),
        ID_MISMATCH("id-mismatch"),
        SERVER_ID("server-id"),
        AUTH_UNAVAILABLE("auth-unavailable"),
        CERTIFICATE_MISSING("certificate-missing"),
        CERTIFICATE_NAME("certificate-name"),
        CERTIFICATE_PURPOSE("certificate-purpose"),
        CERTIFICATE_NOT_CURRENT("certificate-not-current"),
        PUBLISH_TOPIC("publish-topic"),
        PUBLISH_RETAIN("publish-retain"),
        PUBLISH_QOS("publish-qos"),
        WILL("will"),
        SUBSCRIBE("subscribe");

        private final String word;

        Reason(String word) {
            this.word = word;
        }
    }

    private final Map<Reason, LongAdder> counts = new ConcurrentHashMap<>();

    /** Leaves out the server's own throw-away devices, whose task it is to be refused. */
    void count(Reason reason, String clientId) {
        if (OwnIds.isProbe(clientId)) return;
        counts.computeIfAbsent(reason, r -> new LongAdder()).increment();
        LOG.debug("client refused reason={} client={}", reason.word, Printable.of(clientId));
    }

    /** How often each was counted, by its word; what never was is absent. */
    public Map<String, Long> snapshot() {
        Map<String, Long> snapshot = new TreeMap<>();
        counts.forEach((reason, count) -> snapshot.put(reason.word, count.sum()));
        return snapshot;
    }
}
