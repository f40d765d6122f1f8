package io.github.canarywave.wire;

import io.github.canarywave.domain.campaign.Share;
import io.github.canarywave.domain.campaign.Size;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Quantities as people write them in campaign files: {@code 1h30m}, {@code 0.5%}, {@code 10}. */
public final class Units {
    /** More devices than any fleet of ours has. */
    static final int COUNT_MAX = 10_000_000;

    private static final Pattern DURATION =
            Pattern.compile(
                    "(?=.)(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?");
    private static final long[] UNIT_SECONDS = {86_400, 3_600, 60, 1};
    private static final String[] UNITS = {"d", "h", "m", "s"};

    private static final Pattern PERCENT = Pattern.compile("(\\d{1,4}(?:\\.\\d{1,4})?)%");
    private static final Pattern COUNT = Pattern.compile("0|[1-9]\\d{0,8}");

    private static final Pattern BIT_RATE = Pattern.compile("([1-9]\\d{0,5})([kMG])bit/s");
    private static final String PER_MINUTE = "/min";

    private Units() {}

    /** The duration that {@code 30m}, {@code 1d} or {@code 1h30m} means. */
    public static Optional<Duration> duration(String text) {
        Matcher found = DURATION.matcher(text);
        if (!found.matches()) return Optional.empty();
        long seconds = 0;
        for (int unit = 0; unit < UNITS.length; unit++) {
            String number = found.group(unit + 1);
            if (number != null) seconds += Long.parseLong(number) * UNIT_SECONDS[unit];
        }
        return Optional.of(Duration.ofSeconds(seconds));
    }

    /** A duration as {@link #duration(String)} reads it, to the second. */
    public static String text(Duration duration) {
        StringBuilder text = new StringBuilder();
        long rest = duration.toSeconds();
        for (int unit = 0; unit < UNITS.length; unit++) {
            long number = rest / UNIT_SECONDS[unit];
            if (number > 0) text.append(number).append(UNITS[unit]);
            rest %= UNIT_SECONDS[unit];
        }
        return text.isEmpty() ? "0s" : text.toString();
    }

    /** The millionths that {@code 0.5%} means; may be above the whole. */
    static Optional<Integer> millionths(String text) {
        Matcher found = PERCENT.matcher(text);
        return found.matches()
                ? Optional.of(new BigDecimal(found.group(1)).movePointRight(4).intValueExact())
                : Optional.empty();
    }

    /** The share that {@code 0.5%} means, at most the whole. */
    public static Optional<Share> share(String text) {
        return millionths(text).filter(m -> m <= Share.WHOLE).map(Share::new);
    }

    /** The number that digits alone mean, up to 999 999 999. */
    static Optional<Integer> count(String text) {
        return COUNT.matcher(text).matches()
                ? Optional.of(Integer.parseInt(text))
                : Optional.empty();
    }

    /** The number that {@code 60/min} means. */
    static Optional<Integer> perMinute(String text) {
        return text.endsWith(PER_MINUTE)
                ? count(text.substring(0, text.length() - PER_MINUTE.length()))
                : Optional.empty();
    }

    /** The bytes per second that {@code 400Mbit/s} means. */
    public static Optional<Long> bytesPerSecond(String text) {
        Matcher found = BIT_RATE.matcher(text);
        if (!found.matches()) return Optional.empty();
        long kilobits =
                switch (found.group(2)) {
                    case "G" -> 1_000_000L;
                    case "M" -> 1_000L;
                    default -> 1L;
                };
        // 125 bytes are 1 000 bits.
        return Optional.of(Long.parseLong(found.group(1)) * kilobits * 125);
    }

    /** How far a wave reaches: {@code 10} devices or {@code 1%}; neither may be 0. */
    public static Optional<Size> size(String text) {
        Optional<Size> part =
                share(text).filter(s -> s.millionths() > 0).map(s -> new Size.Part(s, 0));
        return part.or(
                () -> count(text).filter(n -> n >= 1 && n <= COUNT_MAX).map(Size.Count::new));
    }
}
