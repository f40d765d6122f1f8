package io.github.canarywave.domain.rollout;

/** What a system outside said when a gate asked it. */
public sealed interface Answer {
    /** A finite number. */
    record Value(double number) implements Answer {}

    /**
     * What a hook makes of the wave.
     *
     * @param reason in its words, printable, at most 200 characters; may be empty
     */
    record Ruling(Word word, String reason) implements Answer {}

    /** No reading: nobody answered, or nothing that means anything; why, in our words. */
    record Silence(String why) implements Answer {}

    /** The words of a hook. */
    enum Word {
        PASS,
        FAIL,
        WAIT
    }
}
