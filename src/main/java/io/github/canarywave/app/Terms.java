package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.Span;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.rollout.CommandContent;
import io.github.canarywave.domain.rollout.HearingTime;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.Windows;

import java.time.Instant;
import java.util.List;

/**
 * The times in which a command may be obeyed.
 *
 * @param expires when it is void, wall clock
 * @param windows in which the device may begin; empty: at any time until then
 * @param closes until when it may be handed over; {@link Instant#MAX} for any time
 */
record Terms(Instant expires, List<Span> windows, Instant closes) {
    /** More would not fit the packet with the longest names; the next command brings the next. */
    private static final int WINDOWS_MAX = 4;

    /** What a device says that can wait for its window by itself. */
    private static final String WINDOW = "window";

    /** What a device says that cannot take records of 16 KiB and cannot ask for smaller ones. */
    private static final String SMALL_RECORDS = "small-records";

    /** Where a device fetches its image. */
    static String url(CommandForge forge, Device device, long attemptKey, Instant expires) {
        return can(device, SMALL_RECORDS)
                ? forge.constrainedUrl(attemptKey, expires)
                : forge.url(attemptKey, expires);
    }

    private static boolean can(Device device, String word) {
        return device.birth().filter(birth -> birth.can().contains(word)).isPresent();
    }

    static Terms of(Rollout rollout, Device device, HearingTime time) {
        Instant wall = time.wall();
        Instant lifetime = wall.plus(rollout.campaign().device().commandExpires());
        Instant expires =
                earlier(lifetime, rollout.campaign().window().notAfter().orElse(Instant.MAX));
        Windows windows = new Windows(rollout.campaign().window(), time);
        List<Span> next = windows.next(device, WINDOWS_MAX);
        if (next.isEmpty()) return new Terms(expires, List.of(), Instant.MAX);
        Instant closes = next.getFirst().to();
        if (!closes.isBefore(expires)) return new Terms(expires, List.of(), Instant.MAX);
        boolean waits = can(device, WINDOW);
        // One that cannot wait must not begin after the window it hears of.
        return waits
                ? new Terms(expires, within(next, wall, expires), closes)
                : new Terms(closes, List.of(), closes);
    }

    private static List<Span> within(List<Span> spans, Instant wall, Instant expires) {
        return spans.stream()
                .filter(span -> span.from().isBefore(expires))
                .map(
                        span ->
                                new Span(
                                        span.from().isBefore(wall) ? wall : span.from(),
                                        earlier(span.to(), expires)))
                .toList();
    }

    /** The command with as many of its windows as the packet holds, signed. */
    static String fitting(CommandForge forge, CommandContent content) {
        for (int windows = content.windows().size(); windows > 1; windows--) {
            String text = forge.command(content.withWindows(windows));
            if (forge.packetBytes(content.device(), text) <= Planner.COMMAND_LIMIT_BYTES)
                return text;
        }
        return forge.command(content.windows().isEmpty() ? content : content.withWindows(1));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
