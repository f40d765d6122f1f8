package io.github.canarywave.adapter.cli;

import java.util.List;

/** A command cannot go on: what to tell the person, and the number to end with. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exit;

    private Failure(String text, int exit) {
        super(text);
        this.exit = exit;
    }

    /** The message may have several lines. */
    Failure(int exit, String message) {
        this("error: " + message, exit);
    }

    /** A text that says by itself that it is about errors. */
    static Failure raw(int exit, String text) {
        return new Failure(text, exit);
    }

    /** A headline, and one indented line for each problem. */
    static Failure of(int exit, String headline, List<String> problems) {
        StringBuilder text = new StringBuilder(headline);
        problems.forEach(p -> text.append("\n  ").append(p));
        return new Failure(exit, text.toString());
    }

    int exit() {
        return exit;
    }
}
