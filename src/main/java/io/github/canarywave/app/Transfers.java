package io.github.canarywave.app;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How the transfers went that have not got their last byte yet, as far as this process served them:
 * progress, so it is no fact, until it is told with the last byte. Safe from any thread.
 */
final class Transfers {
    /** Devices that fetch at once on a large server; beyond, counting begins anew. */
    private static final int LIMIT = 50_000;

    private final Map<Long, Transfer> underWay = new ConcurrentHashMap<>();

    /** Takes in a response that is over; tells how the whole went once its last byte was served. */
    Optional<Transfer> took(long attemptKey, DownloadDesk.Sent sent) {
        if (sent.last()) {
            Transfer before = underWay.remove(attemptKey);
            return Optional.of((before == null ? Transfer.NONE : before).with(sent));
        }
        if (underWay.size() >= LIMIT) underWay.clear();
        underWay.merge(attemptKey, Transfer.NONE.with(sent), (old, _) -> old.with(sent));
        return Optional.empty();
    }

    void forget(long attemptKey) {
        underWay.remove(attemptKey);
    }
}
