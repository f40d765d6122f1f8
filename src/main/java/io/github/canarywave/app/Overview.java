package io.github.canarywave.app;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Everything at a glance: what waits for a person first.
 *
 * @param campaigns those that have not ended first, each part the one started last first
 * @param more campaigns that have ended and are not in the list
 */
public record Overview(
        List<Need> needs, FleetViews.Numbers fleet, List<Summary> campaigns, long more) {
    /** Campaigns in the list at most. */
    public static final int CAMPAIGNS = 100;

    /** Why a person should look. */
    public enum Kind {
        HALTED("halted"),
        PAUSED("paused"),
        APPROVAL("approval"),
        INCONCLUSIVE("inconclusive"),
        STUCK("stuck"),
        GATE_NEAR("gate-near"),
        CERTIFICATE("certificate"),
        DISK("disk"),
        BROKER("broker");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /**
     * Something that waits for a person, or soon will.
     *
     * @param text one sentence with numbers
     * @param since wall clock, where that is known
     * @param href where to look
     */
    public record Need(
            Kind kind,
            Optional<String> campaign,
            String text,
            Optional<Instant> since,
            String href) {
        static Need of(Kind kind, String campaign, String text, Optional<Instant> since) {
            return new Need(kind, Optional.of(campaign), text, since, "/campaigns/" + campaign);
        }

        static Need of(Kind kind, String text, String href) {
            return new Need(kind, Optional.empty(), text, Optional.empty(), href);
        }
    }

    /**
     * A campaign in one line.
     *
     * @param wave the one opened last; absent before the first
     * @param etaSeconds until all are updated, if it goes on as it did; absent where nothing tells
     */
    public record Summary(
            String name,
            String product,
            String version,
            String state,
            String reason,
            Optional<WaveAt> wave,
            int cohort,
            long ok,
            long failed,
            long running,
            long waiting,
            Instant startedAt,
            Optional<Instant> endedAt,
            OptionalLong etaSeconds) {}

    /**
     * A wave among others.
     *
     * @param index from 1
     */
    public record WaveAt(String name, int index, int of) {}
}
