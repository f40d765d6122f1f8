package io.github.canarywave.adapter.http.devices;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Dates as HTTP writes and reads them (RFC 9110, 5.6.7). Pure. */
final class HttpDates {
    /** Longer values are no dates; the longest one is "Wednesday, 09-Nov-94 08:49:37 GMT". */
    private static final int LENGTH_LIMIT = 40;

    /** A year of two digits is at most this many years ahead. */
    private static final int AHEAD_YEARS = 50;

    /** The last year that this form can write. */
    private static final int LAST_YEAR = 9999;

    private static final List<String> DAYS =
            List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");

    private static final List<String> MONTHS =
            List.of(
                    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
                    "Dec");

    private static final DateTimeFormatter FIXED = formatter("EEE, dd MMM uuuu HH:mm:ss 'GMT'");
    private static final DateTimeFormatter ASCTIME = formatter("EEE MMM ppd HH:mm:ss uuuu");

    private HttpDates() {}

    private static DateTimeFormatter formatter(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    /** An instant, cut to its second; by hand, because a formatter costs more than an answer. */
    static String text(Instant instant) {
        LocalDateTime time =
                LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, ZoneOffset.UTC);
        if (time.getYear() < 0 || time.getYear() > LAST_YEAR)
            throw new IllegalArgumentException("a date in HTTP has a year of 4 digits: " + instant);
        StringBuilder text = new StringBuilder(30);
        text.append(DAYS.get(time.getDayOfWeek().getValue() - 1)).append(", ");
        two(text, time.getDayOfMonth()).append(' ');
        text.append(MONTHS.get(time.getMonthValue() - 1)).append(' ');
        two(two(text, time.getYear() / 100), time.getYear() % 100).append(' ');
        two(text, time.getHour()).append(':');
        two(text, time.getMinute()).append(':');
        return two(text, time.getSecond()).append(" GMT").toString();
    }

    private static StringBuilder two(StringBuilder text, int number) {
        return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    /**
     * Reads any of the three forms; empty when it is none.
     *
     * @param now decides the century of a year of two digits
     */
    static Optional<Instant> read(String text, Instant now) {
        if (text.length() > LENGTH_LIMIT) return Optional.empty();
        return parse(FIXED, text)
                .or(() -> parse(ASCTIME, text))
                .or(() -> parse(twoDigits(now), text));
    }

    private static DateTimeFormatter twoDigits(Instant now) {
        int year = now.atOffset(ZoneOffset.UTC).getYear();
        return new DateTimeFormatterBuilder()
                .appendPattern("EEEE, dd-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, year + AHEAD_YEARS - 99)
                .appendPattern(" HH:mm:ss 'GMT'")
                .toFormatter(Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    private static Optional<Instant> parse(DateTimeFormatter form, String text) {
        try {
            return Optional.of(LocalDateTime.parse(text, form).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
