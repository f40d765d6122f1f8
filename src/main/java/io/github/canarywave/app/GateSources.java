package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.Gate;
import io.github.canarywave.domain.rollout.Answer;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The systems outside that gates ask. Safe from any thread. */
public interface GateSources {
    /** A server that knows none. */
    GateSources NONE =
            new GateSources() {
                @Override
                public Optional<String> missing(Gate.Outside gate) {
                    return Optional.of("this server asks nobody");
                }

                @Override
                public CompletionStage<Answer> ask(Gate.Outside gate, Question question) {
                    return CompletableFuture.completedFuture(
                            new Answer.Silence("this server asks nobody"));
                }
            };

    /** Why this gate cannot be asked and what to do; empty when it can. */
    Optional<String> missing(Gate.Outside gate);

    /**
     * Asks without waiting. Whatever goes wrong outside is a {@link Answer.Silence}; it comes
     * within some seconds, from any thread.
     */
    CompletionStage<Answer> ask(Gate.Outside gate, Question question);

    /**
     * What is asked about.
     *
     * @param revision of the campaign, from 1
     * @param devices of the wave
     * @param confirmed devices of it that run the release, those that did before included
     * @param failed devices of it that count against the release
     * @param inFlight devices of it between command and outcome
     */
    record Question(
            String campaign,
            String wave,
            String product,
            String version,
            int revision,
            long devices,
            long confirmed,
            long failed,
            long inFlight) {
        /** What stands for the places of a query. */
        public Map<String, String> places() {
            return Map.of(
                    "campaign", campaign, "wave", wave, "product", product, "version", version);
        }
    }
}
