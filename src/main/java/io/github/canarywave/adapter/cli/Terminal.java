package io.github.canarywave.adapter.cli;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;

/**
 * Where a command reads and writes. Data goes to standard output, notes to standard error. Confined
 * to one thread.
 *
 * @param interactive whether a person sits at it: no pipe, no file, no build log
 * @param unicode whether it shows UTF-8
 * @param zone in which people read times
 */
public record Terminal(
        PrintStream out,
        PrintStream err,
        BufferedReader in,
        Map<String, String> environment,
        boolean interactive,
        boolean unicode,
        InstantSource clock,
        ZoneId zone) {
    private static final int USUAL_COLUMNS = 80;
    private static final int USUAL_LINES = 24;
    private static final int FEWEST_COLUMNS = 40;

    /** The terminal that this process was started from. */
    @SuppressWarnings("SystemConsoleNull") // JDK 25 answers null again (JDK-8351435)
    public static Terminal ofProcess() {
        Console console = System.console();
        Charset charset = System.out.charset();
        return new Terminal(
                System.out,
                System.err,
                input(console),
                System.getenv(),
                console != null && console.isTerminal(),
                charset.equals(StandardCharsets.UTF_8),
                InstantSource.system(),
                ZoneId.systemDefault());
    }

    private static BufferedReader input(@Nullable Console console) {
        Reader input = new InputStreamReader(System.in, Charset.defaultCharset());
        return console == null ? new BufferedReader(input) : new ConsoleReader(console, input);
    }

    /** Prints a line of data. */
    void print(String line) {
        out.println(shown(line));
    }

    /** Prints lines of data. */
    void print(Iterable<String> lines) {
        lines.forEach(this::print);
    }

    /** Prints a line about what goes on. */
    void note(String line) {
        err.println(shown(line));
    }

    /** The text as this terminal can show it. */
    String shown(String text) {
        return unicode ? text : Glyphs.ascii(text);
    }

    /** Whether lines may be drawn over: a person sits at it, and it is more than a printer. */
    boolean redraws() {
        return interactive && !"dumb".equals(environment.get("TERM"));
    }

    /** The conventions of no-color.org and bixense.com/clicolors. */
    boolean colours() {
        if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) return false;
        String force = environment.getOrDefault("CLICOLOR_FORCE", "");
        if (!force.isEmpty() && !force.equals("0")) return true;
        return redraws() && !"0".equals(environment.get("CLICOLOR"));
    }

    /** The text in this colour, where there are colours. */
    String in(Colour colour, String text) {
        return colours() ? "\033[" + colour.code() + "m" + text + "\033[0m" : text;
    }

    /** Characters in a line. */
    int columns() {
        return Math.max(FEWEST_COLUMNS, number("COLUMNS", USUAL_COLUMNS));
    }

    /** Lines on the screen. */
    int lines() {
        return number("LINES", USUAL_LINES);
    }

    private int number(String name, int otherwise) {
        try {
            int value = Integer.parseInt(environment.getOrDefault(name, ""));
            return value > 0 ? value : otherwise;
        } catch (NumberFormatException _) {
            return otherwise;
        }
    }

    /** The answer of the person, stripped; empty at the end of input. */
    String ask(String question) {
        err.print(shown(question));
        err.flush();
        try {
            String answer = in.readLine();
            return answer == null ? "" : answer.strip();
        } catch (IOException _) {
            return "";
        }
    }

    /** A secret: typed without being shown, or the first line of what is not a person. */
    String secret(String question) {
        if (!interactive) return ask("");
        return in instanceof ConsoleReader console ? console.secret(question) : ask(question);
    }

    /** Whether the person answered yes. */
    boolean agrees(String question) {
        String answer = ask(question + " [y/N] ");
        return answer.equalsIgnoreCase("y") || answer.equalsIgnoreCase("yes");
    }
}
