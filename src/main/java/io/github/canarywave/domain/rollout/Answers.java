package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.campaign.Gate;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What systems outside said last to the gates of one rollout. Immutable. */
public record Answers(Map<Place, Last> all) {
    public static final Answers NONE = new Answers(Map.of());

    /** Older than this an answer says nothing any more: four questions in a row have failed. */
    static final Duration GOOD_FOR = Duration.ofMinutes(2);

    public Answers {
        all = Map.copyOf(all);
    }

    /**
     * Where a question stands: gates of a wave that ask the same share the answer.
     *
     * @param wave index
     * @param asked what is asked, as {@link Gate.Outside#asked}
     */
    public record Place(int wave, String asked) {}

    /**
     * What came back.
     *
     * @param heard the last reading, and when it was asked for
     * @param trouble why there has been none since
     */
    public record Last(Optional<Heard> heard, Optional<Trouble> trouble) {
        static final Last NEVER = new Last(Optional.empty(), Optional.empty());

        Last with(Answer answer, HearingTime asked) {
            if (!(answer instanceof Answer.Silence(var why)))
                return new Last(Optional.of(new Heard(answer, asked)), Optional.empty());
            Instant since = trouble.map(Trouble::since).orElse(asked.wall());
            return new Last(heard, Optional.of(new Trouble(why, since)));
        }

        /** The reading, unless it is too old to say anything. */
        public Optional<Heard> fresh(Duration ran) {
            return heard.filter(h -> ran.minus(h.asked().ran()).compareTo(GOOD_FOR) <= 0);
        }

        /** Why there is no reading, and since when. */
        public String silence() {
            if (heard.isEmpty() && trouble.isEmpty()) return "no reading: not asked yet";
            Instant since =
                    heard.map(h -> h.asked().wall()).orElseGet(() -> trouble.orElseThrow().since());
            return "no reading since "
                    + since.truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                    + ": "
                    + trouble.map(Trouble::why).orElse("nobody was asked meanwhile");
        }
    }

    /**
     * A reading.
     *
     * @param asked when it was asked for: what happened since may not be in it
     */
    public record Heard(Answer answer, HearingTime asked) {}

    /**
     * No reading.
     *
     * @param since when it was first asked for in vain, wall clock
     */
    public record Trouble(String why, Instant since) {}

    public Last of(int wave, Gate.Outside gate) {
        return of(new Place(wave, gate.asked()));
    }

    public Last of(Place place) {
        return all.getOrDefault(place, Last.NEVER);
    }

    /** With one more answer. */
    public Answers with(Place place, Answer answer, HearingTime asked) {
        Map<Place, Last> more = new HashMap<>(all);
        more.put(place, of(place).with(answer, asked));
        return new Answers(more);
    }
}
