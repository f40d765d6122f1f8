package io.github.canarywave.app;

import static io.github.canarywave.domain.rollout.Samples.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.app.DownloadLimits.Place;
import io.github.canarywave.app.DownloadLimits.Rates;
import io.github.canarywave.domain.campaign.Pace;
import io.github.canarywave.domain.campaign.StartRate;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.Samples;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.PriorityQueue;

class DownloadLimitsTest {
    private static final int KIB = 1024;

    private long nanos;

    @Test
    void bytesOfAllDownloadsTogetherKeepToTheRate() {
        long rate = 1000 * KIB;
        DownloadLimits limits =
                limits(new Rates(OptionalLong.of(rate), "site", OptionalLong.empty()));
        assertThat(sentIn(limits, 20, Duration.ofSeconds(10))).isBetween(9 * rate, 11 * rate);
    }

    @Test
    void eachSiteHasItsOwnRate() {
        long rate = 100 * KIB;
        DownloadLimits limits =
                limits(new Rates(OptionalLong.empty(), "site", OptionalLong.of(rate)));
        Place north = limits.enter(rollout(unlimited()), at("north")).orElseThrow();
        Place south = limits.enter(rollout(unlimited()), at("south")).orElseThrow();
        assertThat(north.take(rate)).isEqualTo(Duration.ZERO);
        assertThat(north.take(rate)).isEqualTo(Duration.ofMillis(750));
        assertThat(south.take(rate)).isEqualTo(Duration.ZERO);
        Place nowhere = limits.enter(rollout(unlimited()), Samples.device(1)).orElseThrow();
        assertThat(nowhere).isSameAs(Place.FREE);
    }

    @Test
    void aCampaignHasAsManyDownloadsAtOnceAsItAllows() {
        DownloadLimits limits = limits(Rates.NONE);
        Rollout two = rollout(pace(OptionalLong.empty(), OptionalInt.of(2)));
        Place first = limits.enter(two, Samples.device(1)).orElseThrow();
        assertThat(limits.enter(two, Samples.device(2))).isPresent();
        assertThat(limits.enter(two, Samples.device(3))).isEmpty();
        first.leave();
        assertThat(limits.enter(two, Samples.device(3))).isPresent();
    }

    @Test
    void moreDownloadsThanTheRateCanFeedAreRefused() {
        DownloadLimits limits =
                limits(new Rates(OptionalLong.of(160 * KIB), "site", OptionalLong.empty()));
        List<Optional<Place>> places = new ArrayList<>();
        for (int i = 0; i < 12; i++)
            places.add(limits.enter(rollout(unlimited()), Samples.device(i)));
        assertThat(places.stream().filter(Optional::isPresent)).hasSize(10);
    }

    @Test
    void whoIsRefusedByOneLimitTakesNoPlaceOfAnother() {
        DownloadLimits limits =
                limits(new Rates(OptionalLong.of(48 * KIB), "site", OptionalLong.empty()));
        Rollout one = rollout(pace(OptionalLong.empty(), OptionalInt.of(1)));
        assertThat(limits.enter(one, Samples.device(1))).isPresent();
        for (int i = 0; i < 5; i++) assertThat(limits.enter(one, Samples.device(2))).isEmpty();
        assertThat(limits.enter(rollout(unlimited()), Samples.device(3))).isPresent();
        assertThat(limits.enter(rollout(unlimited()), Samples.device(4))).isPresent();
        assertThat(limits.enter(rollout(unlimited()), Samples.device(5))).isEmpty();
    }

    @Test
    void withoutLimitsNothingIsCounted() {
        DownloadLimits limits = limits(Rates.NONE);
        assertThat(limits.concern(rollout(unlimited()), at("north"))).isFalse();
        assertThat(limits.concern(rollout(pace(OptionalLong.of(1), OptionalInt.empty())), at("x")))
                .isTrue();
    }

    /** Each download takes its next piece when the one before was due. */
    private long sentIn(DownloadLimits limits, int downloads, Duration time) {
        record Next(long nanos, Place place) {}
        PriorityQueue<Next> queue =
                new PriorityQueue<>((a, b) -> Long.compare(a.nanos(), b.nanos()));
        for (int i = 0; i < downloads; i++)
            queue.add(
                    new Next(
                            0,
                            limits.enter(rollout(unlimited()), Samples.device(i)).orElseThrow()));
        long sent = 0;
        while (queue.peek() != null && queue.peek().nanos() < time.toNanos()) {
            Next next = queue.remove();
            nanos = next.nanos();
            int piece = next.place().piece();
            Duration wait = next.place().take(piece);
            if (next.nanos() + wait.toNanos() < time.toNanos()) sent += piece;
            queue.add(new Next(next.nanos() + wait.toNanos() + 1, next.place()));
        }
        return sent;
    }

    private DownloadLimits limits(Rates rates) {
        return new DownloadLimits(rates, () -> nanos);
    }

    private static Pace unlimited() {
        return pace(OptionalLong.empty(), OptionalInt.empty());
    }

    private static Pace pace(OptionalLong bytes, OptionalInt downloads) {
        return new Pace(OptionalInt.empty(), true, StartRate.UNLIMITED, bytes, downloads);
    }

    private static Rollout rollout(Pace pace) {
        return Samples.running(campaign(pace, Samples.wave("all", 100)), 100, 0);
    }

    private static Device at(String site) {
        return Device.registered(Samples.id(1), Samples.MODEL, Map.of("site", site));
    }
}
