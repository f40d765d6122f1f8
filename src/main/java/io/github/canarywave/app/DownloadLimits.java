package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.Pace;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.rollout.Rollout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * How many downloads may run at once, and how fast: on the whole server, at a site, in a campaign.
 * What is refused may ask again soon and costs nothing. Safe from any thread.
 */
public final class DownloadLimits {
    /** Less is no use to a device: more downloads would only make all of them time out. */
    static final long LEAST_BYTES_PER_SECOND = 16 * 1024;

    /** Bytes handed over at once where a rate holds, so that many may take turns. */
    private static final int PIECE = 64 * 1024;

    private final Rates rates;
    private final LongSupplier nanos;
    private final Map<String, Scope> scopes = new ConcurrentHashMap<>();

    /**
     * What the person who runs the server allows.
     *
     * @param server bytes per second of all downloads; absent: no limit
     * @param siteLabel label of a device that names its site
     * @param site bytes per second of each site; absent: no limit
     */
    public record Rates(OptionalLong server, String siteLabel, OptionalLong site) {
        public static final Rates NONE =
                new Rates(OptionalLong.empty(), "site", OptionalLong.empty());
    }

    public DownloadLimits(Rates rates) {
        this(rates, System::nanoTime);
    }

    DownloadLimits(Rates rates, LongSupplier nanos) {
        this.rates = rates;
        this.nanos = nanos;
    }

    /** A download that has its place. */
    interface Place {
        /** One without limits. */
        Place FREE = new Place() {};

        /** Takes bytes that are about to go out; how long they have to wait. */
        default Duration take(long bytes) {
            return Duration.ZERO;
        }

        /** Most bytes to take at once. */
        default int piece() {
            return Integer.MAX_VALUE;
        }

        default void leave() {}
    }

    /** Whether any limit holds for downloads of this device. */
    boolean concern(Rollout rollout, Device device) {
        return !scopes(rollout, device).isEmpty();
    }

    /** A place for a download of this device; empty when there is none now. */
    Optional<Place> enter(Rollout rollout, Device device) {
        List<Scope> all = scopes(rollout, device);
        if (all.isEmpty()) return Optional.of(Place.FREE);
        List<Scope> entered = new ArrayList<>();
        for (Scope scope : all) {
            if (scope.enter()) entered.add(scope);
            else {
                entered.forEach(Scope::leave);
                return Optional.empty();
            }
        }
        return Optional.of(new Limited(entered));
    }

    private List<Scope> scopes(Rollout rollout, Device device) {
        List<Scope> all = new ArrayList<>();
        rates.server().ifPresent(rate -> all.add(scope("server", rate, OptionalInt.empty())));
        Optional<String> site = Optional.ofNullable(device.labels().get(rates.siteLabel()));
        if (site.isPresent() && rates.site().isPresent())
            all.add(scope("site " + site.get(), rates.site().getAsLong(), OptionalInt.empty()));
        Pace pace = rollout.campaign().pace();
        if (pace.bytesPerSecond().isPresent() || pace.concurrentDownloads().isPresent())
            all.add(
                    scope(
                            "campaign " + rollout.name(),
                            pace.bytesPerSecond().orElse(Long.MAX_VALUE),
                            pace.concurrentDownloads()));
        return all;
    }

    private Scope scope(String name, long rate, OptionalInt downloads) {
        int useful = (int) Math.min(Integer.MAX_VALUE, Math.max(1, rate / LEAST_BYTES_PER_SECOND));
        int most = Math.min(useful, downloads.orElse(Integer.MAX_VALUE));
        return scopes.compute(
                name,
                (_, known) ->
                        known != null && known.is(rate, most) ? known : new Scope(rate, most));
    }

    private final class Limited implements Place {
        private final List<Scope> entered;

        Limited(List<Scope> entered) {
            this.entered = List.copyOf(entered);
        }

        @Override
        public Duration take(long bytes) {
            long now = nanos.getAsLong();
            return entered.stream()
                    .map(scope -> scope.bucket.take(bytes, now))
                    .max(Duration::compareTo)
                    .orElse(Duration.ZERO);
        }

        @Override
        public int piece() {
            return PIECE;
        }

        @Override
        public void leave() {
            entered.forEach(Scope::leave);
        }
    }

    /** What one limit is about. */
    private static final class Scope {
        private final long rate;
        private final int most;
        private final Bucket bucket;
        private int running;

        Scope(long rate, int most) {
            this.rate = rate;
            this.most = most;
            this.bucket = new Bucket(rate);
        }

        boolean is(long otherRate, int otherMost) {
            return rate == otherRate && most == otherMost;
        }

        synchronized boolean enter() {
            if (running >= most) return false;
            running++;
            return true;
        }

        synchronized void leave() {
            running--;
        }
    }
}
