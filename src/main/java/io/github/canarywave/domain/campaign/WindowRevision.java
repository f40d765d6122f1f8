package io.github.canarywave.domain.campaign;

import io.github.canarywave.domain.campaign.UpdateWindow.AtEnd;
import io.github.canarywave.domain.campaign.UpdateWindow.Blackout;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether a window was made narrower: at no instant and for no device is it open where it was not
 * before. Devices that have their command keep the windows that they were told.
 */
final class WindowRevision {
    private static final int SECONDS_OF_DAY = (int) Duration.ofDays(1).toSeconds();
    private static final int SECONDS_OF_WEEK = 7 * SECONDS_OF_DAY;

    private final UpdateWindow before;
    private final UpdateWindow after;
    private final List<Edit> edits = new ArrayList<>();

    private WindowRevision(UpdateWindow before, UpdateWindow after) {
        this.before = before;
        this.after = after;
    }

    /**
     * One field of the window that was edited.
     *
     * @param why it is not narrower; empty when it is
     */
    record Edit(String field, String from, String to, String why) {}

    /** What differs, in the order of the file. */
    static List<Edit> between(UpdateWindow before, UpdateWindow after) {
        WindowRevision revision = new WindowRevision(before, after);
        revision.compare();
        return revision.edits;
    }

    private void compare() {
        if (!before.zone().equals(after.zone()))
            add("timezone", zone(before), zone(after), isFree() ? "" : "other clocks may be later");
        if (!before.days().equals(after.days()) || !before.hours().equals(after.hours()))
            add(
                    "hours",
                    hours(before),
                    hours(after),
                    isWithinWeek() ? "" : "more hours are looser");
        edge("notBefore", before.notBefore(), after.notBefore(), !beginsEarlier());
        edge("notAfter", before.notAfter(), after.notAfter(), !endsLater());
        if (!before.blackouts().equals(after.blackouts()))
            add(
                    "blackouts",
                    dark(before),
                    dark(after),
                    darkest() ? "" : "a blackout cannot be left out");
        if (before.atEnd() != after.atEnd())
            add(
                    "atWindowEnd",
                    word(before.atEnd()),
                    word(after.atEnd()),
                    after.atEnd().compareTo(before.atEnd()) > 0
                            ? ""
                            : "to stop less at its end is looser");
    }

    private void add(String field, String from, String to, String why) {
        edits.add(new Edit("window." + field, from, to, why));
    }

    private void edge(
            String field, Optional<Instant> from, Optional<Instant> to, boolean narrower) {
        if (!from.equals(to))
            add(
                    field,
                    from.map(Instant::toString).orElse("none"),
                    to.map(Instant::toString).orElse("none"),
                    narrower ? "" : "a longer time is looser");
    }

    /** Whether it was open at all hours for every device, wherever it is. */
    private boolean isFree() {
        return before.zone() instanceof Zone.Named && week(before).cardinality() == SECONDS_OF_WEEK;
    }

    private boolean isWithinWeek() {
        BitSet more = week(after);
        more.andNot(week(before));
        return more.isEmpty();
    }

    /** The seconds of the week that clocks there show while it is open. */
    private static BitSet week(UpdateWindow window) {
        BitSet seconds = new BitSet(SECONDS_OF_WEEK);
        int from = second(window.hours().map(UpdateWindow.Hours::from));
        int to = second(window.hours().map(UpdateWindow.Hours::to));
        int length = to > from ? to - from : to - from + SECONDS_OF_DAY;
        for (DayOfWeek day : window.days()) {
            int begin = (day.getValue() - 1) * SECONDS_OF_DAY + from;
            seconds.set(begin, Math.min(begin + length, SECONDS_OF_WEEK));
            // Sunday night goes on into Monday.
            seconds.set(0, Math.max(0, begin + length - SECONDS_OF_WEEK));
        }
        return seconds;
    }

    private static int second(Optional<LocalTime> time) {
        return time.orElse(LocalTime.MIDNIGHT).toSecondOfDay();
    }

    private boolean beginsEarlier() {
        return begin(after).isBefore(begin(before));
    }

    private boolean endsLater() {
        return end(after).isAfter(end(before));
    }

    private static Instant begin(UpdateWindow window) {
        return window.notBefore().orElse(Instant.MIN);
    }

    private static Instant end(UpdateWindow window) {
        return window.notAfter().orElse(Instant.MAX);
    }

    private boolean darkest() {
        return before.blackouts().stream().allMatch(b -> isDark(b.span()));
    }

    /** Whether all of a span is in blackouts of the new window; they may be cut anew. */
    private boolean isDark(Span span) {
        Instant dark = span.from();
        boolean more = true;
        while (more && dark.isBefore(span.to())) {
            Instant from = dark;
            Optional<Instant> to =
                    after.blackouts().stream()
                            .map(Blackout::span)
                            .filter(s -> s.contains(from))
                            .map(Span::to)
                            .max(Instant::compareTo);
            more = to.isPresent();
            dark = to.orElse(dark);
        }
        return !dark.isBefore(span.to());
    }

    // For people.

    private static String zone(UpdateWindow window) {
        return switch (window.zone()) {
            case Zone.Named(var id) -> id.getId();
            case Zone.OfDevice(var otherwise) ->
                    "device" + otherwise.map(id -> ", else " + id).orElse("");
        };
    }

    private static String hours(UpdateWindow window) {
        String days =
                window.days().stream()
                        .sorted()
                        .map(day -> day.name().substring(0, 3).toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(" "));
        return days + window.hours().map(h -> " " + h.from() + " to " + h.to()).orElse("");
    }

    private static String dark(UpdateWindow window) {
        String spans =
                window.blackouts().stream()
                        .map(b -> b.span().from() + " to " + b.span().to() + " " + b.reason())
                        .collect(Collectors.joining(", "));
        return spans.isEmpty() ? "none" : spans;
    }

    private static String word(AtEnd end) {
        return switch (end) {
            case FINISH_STARTED -> "finishStarted";
            case PAUSE_DOWNLOADS -> "pauseDownloads";
            case CANCEL -> "cancel";
        };
    }
}
