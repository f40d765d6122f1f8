package io.github.canarywave.adapter.http.operators;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How many event streams are open, and of whom. Safe from any thread. */
final class Streams {
    /** What 2 000 viewers need while all of them reconnect. */
    static final int ALL = 4_000;

    /** Of one person: some screens with some tabs each; a script that forgets to close is told. */
    static final int PERSON = 200;

    private final Map<String, Integer> open = new HashMap<>();
    private int all;

    /** Counts one more in; why not, if there are too many. */
    synchronized Optional<Problem> admit(String person) {
        int own = open.getOrDefault(person, 0);
        if (own >= PERSON)
            return Optional.of(
                    Problem.tooManyStreams(
                            person + " has " + own + " event streams open, at most " + PERSON));
        if (all >= ALL)
            return Optional.of(
                    Problem.tooManyStreams(all + " event streams are open, at most " + ALL));
        open.put(person, own + 1);
        all++;
        return Optional.empty();
    }

    synchronized void gone(String person) {
        open.computeIfPresent(person, (_, own) -> own > 1 ? own - 1 : null);
        all--;
    }

    synchronized int count() {
        return all;
    }
}
