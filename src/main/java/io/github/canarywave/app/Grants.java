package io.github.canarywave.app;

import io.github.canarywave.app.DownloadDesk.Admission.Admitted;
import io.github.canarywave.domain.campaign.CampaignName;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Admissions that still hold, so that a device that fetches its image in a thousand ranges asks the
 * store once in a while instead of a thousand times. Who is cut is asked anew at once. Safe from
 * any thread.
 */
final class Grants {
    /** What no cut tells of, as a window that closes, may go on for so long. */
    private static final long HOLDS_NANOS = Duration.ofSeconds(2).toNanos();

    /** How often a download that goes on is told of. */
    private static final long TELLING_NANOS = Duration.ofSeconds(1).toNanos();

    /** Devices that fetch at once on a large server; beyond, all are asked anew. */
    private static final int LIMIT = 50_000;

    private final Map<Long, Grant> grants = new ConcurrentHashMap<>();
    private final LongSupplier nanos;

    Grants(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Confined to nobody: two responses of one attempt may race to tell, and both may. */
    private static final class Grant {
        private final Admitted admitted;
        private final CampaignName rollout;
        private final long since;
        private volatile long toldUpTo;
        private volatile long toldAt;

        Grant(Admitted admitted, CampaignName rollout, long since) {
            this.admitted = admitted;
            this.rollout = rollout;
            this.since = since;
            this.toldAt = since - TELLING_NANOS;
        }
    }

    void put(Admitted admitted, CampaignName rollout) {
        if (grants.size() >= LIMIT) grants.clear();
        grants.put(admitted.attemptKey(), new Grant(admitted, rollout, nanos.getAsLong()));
    }

    /** What holds for this attempt, unless its rollout is shut. */
    Optional<Admitted> of(long attemptKey, Predicate<CampaignName> isShut) {
        Grant grant = grants.get(attemptKey);
        if (grant == null || isShut.test(grant.rollout)) return Optional.empty();
        if (nanos.getAsLong() - grant.since < HOLDS_NANOS) return Optional.of(grant.admitted);
        grants.remove(attemptKey, grant);
        return Optional.empty();
    }

    void revoke(long attemptKey) {
        grants.remove(attemptKey);
    }

    /**
     * Whether the turn needs to hear how far a download got: its first bytes and its last, and what
     * came to it once a second.
     */
    boolean tells(long attemptKey, long upTo, boolean last) {
        Grant grant = grants.get(attemptKey);
        if (last || grant == null) return true;
        long now = nanos.getAsLong();
        if (upTo <= grant.toldUpTo || now - grant.toldAt < TELLING_NANOS) return false;
        grant.toldUpTo = upTo;
        grant.toldAt = now;
        return true;
    }
}
