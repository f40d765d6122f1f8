package io.github.canarywave.domain.campaign;

import org.jspecify.annotations.Nullable;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * When devices may be updated. An instant is inside exactly when a clock on the wall there shows a
 * time inside: where clocks go forward over its beginning, it begins when they have; hours that are
 * there twice, because clocks go back, are inside both times.
 *
 * @param zone whose clocks it goes by
 * @param days on which it begins; those after midnight belong to the day before
 * @param hours of these days; absent: all day
 * @param notBefore nothing begins before
 * @param notAfter nothing begins at or after
 * @param atEnd what becomes of devices that are under way when it closes
 * @param blackouts when nothing begins all the same
 */
public record UpdateWindow(
        Zone zone,
        Set<DayOfWeek> days,
        Optional<Hours> hours,
        Optional<Instant> notBefore,
        Optional<Instant> notAfter,
        AtEnd atEnd,
        List<Blackout> blackouts) {
    /** Open at all times. */
    public static final UpdateWindow ALWAYS =
            new UpdateWindow(
                    new Zone.Named(ZoneOffset.UTC),
                    EnumSet.allOf(DayOfWeek.class),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    AtEnd.FINISH_STARTED,
                    List.of());

    /** A window that does not open within so many days is not waited for. */
    private static final int HORIZON_DAYS = 400;

    /** Further from UTC than any clock. */
    private static final Duration FARTHEST_ZONE = Duration.ofDays(1);

    public UpdateWindow {
        days = Set.copyOf(days);
        blackouts = List.copyOf(blackouts);
        if (days.isEmpty()) throw new IllegalArgumentException("a window opens on some day");
    }

    /** What becomes of devices that are under way when the window closes; each stops more. */
    public enum AtEnd {
        /** They go on; nobody new begins. */
        FINISH_STARTED,
        /** They get no more bytes until it opens again. */
        PAUSE_DOWNLOADS,
        /** What has not begun to install is taken back, and tried again when it opens. */
        CANCEL
    }

    /**
     * Hours of a day; across midnight when the end is not after the beginning.
     *
     * @param to exclusive
     */
    public record Hours(LocalTime from, LocalTime to) {}

    /** A time in which nothing begins, and why. */
    public record Blackout(Span span, String reason) {}

    /** What a window is at an instant. */
    public sealed interface Opening {
        record Open(Instant until) implements Opening {}

        /**
         * Closed.
         *
         * @param opens the next time; absent when it does not open again within a year
         */
        record Closed(Optional<Instant> opens) implements Opening {}
    }

    public boolean isAlways() {
        return equals(ALWAYS);
    }

    /** Whether it is open at this instant, and until or from when. */
    public Opening at(Instant instant, ZoneId there) {
        List<Span> next = next(instant, there, 1);
        if (next.isEmpty()) return new Opening.Closed(Optional.empty());
        Span first = next.getFirst();
        return first.contains(instant)
                ? new Opening.Open(first.to())
                : new Opening.Closed(Optional.of(first.from()));
    }

    /** The next times in which it is open, at most so many; the first may have begun. */
    public List<Span> next(Instant from, ZoneId there, int max) {
        if (days.size() == DayOfWeek.values().length && hours.isEmpty())
            return cut(allowed(new Span(Instant.MIN, Instant.MAX)), from, max);
        Instant earliest = notBefore.filter(from::isBefore).orElse(from);
        LocalDate first = earliest.atZone(there).toLocalDate().minusDays(2);
        List<Span> spans = new ArrayList<>();
        // One more than is wanted: the last may go on into the next day.
        for (int i = 0; i < HORIZON_DAYS && cut(spans, from, max + 1).size() <= max; i++)
            for (Span span : on(first.plusDays(i), there.getRules()))
                allowed(span).forEach(part -> append(spans, part));
        return cut(spans, from, max);
    }

    private static List<Span> cut(List<Span> spans, Instant from, int max) {
        return spans.stream().filter(s -> s.to().isAfter(from)).limit(max).toList();
    }

    private static void append(List<Span> spans, Span next) {
        boolean touches = !spans.isEmpty() && !next.from().isAfter(spans.getLast().to());
        if (touches) next = new Span(spans.removeLast().from(), next.to());
        spans.add(next);
    }

    private List<Span> on(LocalDate day, ZoneRules rules) {
        if (!days.contains(day.getDayOfWeek())) return List.of();
        LocalTime from = hours.map(Hours::from).orElse(LocalTime.MIDNIGHT);
        LocalTime to = hours.map(Hours::to).orElse(LocalTime.MIDNIGHT);
        LocalDate end = to.isAfter(from) ? day : day.plusDays(1);
        return between(day.atTime(from), end.atTime(to), rules);
    }

    /** When clocks there show a time between these: in each stretch with one offset from UTC. */
    private static List<Span> between(LocalDateTime from, LocalDateTime to, ZoneRules rules) {
        List<Span> spans = new ArrayList<>();
        Instant at = from.toInstant(ZoneOffset.UTC).minus(FARTHEST_ZONE);
        Instant end = to.toInstant(ZoneOffset.UTC).plus(FARTHEST_ZONE);
        while (at.isBefore(end)) {
            ZoneOffset offset = rules.getOffset(at);
            @Nullable ZoneOffsetTransition change = rules.nextTransition(at);
            Instant until = change == null ? end : earlier(change.getInstant(), end);
            Instant begins = later(from.toInstant(offset), at);
            Instant ends = earlier(to.toInstant(offset), until);
            if (begins.isBefore(ends)) append(spans, new Span(begins, ends));
            at = until;
        }
        return spans;
    }

    /** What is left of a span between the first and the last instant and without the blackouts. */
    private List<Span> allowed(Span span) {
        Instant from = later(span.from(), notBefore.orElse(Instant.MIN));
        Instant to = earlier(span.to(), notAfter.orElse(Instant.MAX));
        List<Span> left = from.isBefore(to) ? List.of(new Span(from, to)) : List.of();
        for (Blackout blackout : blackouts)
            left = left.stream().flatMap(s -> without(s, blackout.span()).stream()).toList();
        return left;
    }

    private static List<Span> without(Span span, Span dark) {
        List<Span> left = new ArrayList<>();
        Instant before = earlier(span.to(), dark.from());
        Instant after = later(span.from(), dark.to());
        if (span.from().isBefore(before)) left.add(new Span(span.from(), before));
        if (after.isBefore(span.to())) left.add(new Span(after, span.to()));
        return left;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }
}
