package io.github.canarywave.adapter.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.Reader;

/** The keyboard of a person; what is secret is not shown while it is typed. */
final class ConsoleReader extends BufferedReader {
    private final Console console;

    ConsoleReader(Console console, Reader input) {
        super(input);
        this.console = console;
    }

    /** A line that is not shown; empty at the end of input. */
    String secret(String question) {
        char[] typed = console.readPassword("%s", question);
        return typed == null ? "" : new String(typed).strip();
    }
}
