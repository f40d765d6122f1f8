package io.github.canarywave.adapter.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How times, sizes and long lines are written for people. */
final class Words {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final Pattern DURATION =
            Pattern.compile("(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s)?");
    private static final long KIBIBYTE = 1024;

    private Words() {}

    /** Reads {@code 30m} or {@code 1h30m}. */
    static Duration parseDuration(String text) {
        Matcher m = DURATION.matcher(text);
        if (text.isEmpty() || !m.matches())
            throw new IllegalArgumentException(
                    "must be a duration as 30m or 1h30m, got \"" + text + "\"");
        return Duration.ofDays(part(m, 1))
                .plusHours(part(m, 2))
                .plusMinutes(part(m, 3))
                .plusSeconds(part(m, 4));
    }

    private static long part(Matcher m, int group) {
        String digits = m.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /** Writes {@code 1h30m}, {@code 3m12s} or {@code 10s}. */
    static String duration(Duration d) {
        long s = Math.max(0, d.toSeconds());
        StringBuilder text = new StringBuilder();
        if (s >= 86_400) text.append(s / 86_400).append('d');
        if (s % 86_400 >= 3_600) text.append(s % 86_400 / 3_600).append('h');
        if (s % 3_600 >= 60) text.append(s % 3_600 / 60).append('m');
        if (s % 60 > 0 || text.isEmpty()) text.append(s % 60).append('s');
        return text.toString();
    }

    /** Writes {@code 0:41} or {@code 1:02:03}. */
    static String clock(Duration d) {
        long s = Math.max(0, d.toSeconds());
        return s < 3_600
                ? String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", s / 3_600, s % 3_600 / 60, s % 60);
    }

    /** The time of day. */
    static String time(Instant at, ZoneId zone) {
        return TIME.format(at.atZone(zone));
    }

    static LocalDate date(Instant at, ZoneId zone) {
        return at.atZone(zone).toLocalDate();
    }

    /** Date and time of day to the minute. */
    static String dateTime(Instant at, ZoneId zone) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).format(at.atZone(zone));
    }

    /** The same of an instant that may be missing: {@code -} then. */
    static String dateTime(Optional<Instant> at, ZoneId zone) {
        return at.map(instant -> dateTime(instant, zone)).orElse("-");
    }

    /** Writes {@code 1.0 MiB}. */
    static String bytes(long size) {
        if (size < KIBIBYTE) return size + " B";
        if (size < KIBIBYTE * KIBIBYTE)
            return String.format(Locale.ROOT, "%.1f KiB", size / (double) KIBIBYTE);
        return String.format(Locale.ROOT, "%.1f MiB", size / (double) (KIBIBYTE * KIBIBYTE));
    }

    /** Writes {@code 1 device} or {@code 3 devices}. */
    static String count(long n, String noun) {
        return n + " " + noun + (n == 1 ? "" : "s");
    }

    static String capital(String word) {
        return word.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    /** A stranger's text, unable to steer the terminal. */
    static String harmless(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> append(safe, c));
        return safe.toString();
    }

    private static void append(StringBuilder safe, int c) {
        int type = Character.getType(c);
        if (type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE)
            safe.append(String.format(Locale.ROOT, "\\u%04x", c));
        else safe.appendCodePoint(c);
    }

    /** The text cut to this many characters. */
    static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, Math.max(0, width - 1)) + "…";
    }

    /**
     * Joins parts into lines of at most this width; a longer part stands alone.
     *
     * @param indent what following lines begin with
     */
    static List<String> flow(List<String> parts, String separator, String indent, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String part : parts) {
            boolean fits = line.length() + separator.length() + part.length() <= width;
            if (line.isEmpty()) line.append(part);
            else if (fits) line.append(separator).append(part);
            else {
                lines.add(line.toString());
                line.setLength(0);
                line.append(indent).append(part);
            }
        }
        if (!line.isEmpty()) lines.add(line.toString());
        return lines;
    }
}
