package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.campaign.Span;
import io.github.canarywave.domain.campaign.UpdateWindow;
import io.github.canarywave.domain.campaign.UpdateWindow.Opening;
import io.github.canarywave.domain.campaign.Zone;
import io.github.canarywave.domain.fleet.Device;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The window of a campaign at one instant, for one device after the other. Confined to one thread.
 */
public final class Windows {
    static final String CONDITION = "window-open";

    /** Long enough for a turn of the server, short beside any window. */
    private static final Duration BEFORE_THE_END = Duration.ofSeconds(5);

    private final UpdateWindow window;
    private final HearingTime time;
    private final Map<ZoneId, Opening> openings = new HashMap<>();

    public Windows(UpdateWindow window, HearingTime time) {
        this.window = window;
        this.time = time;
    }

    /** Whether this device may be commanded at this time of its day. */
    public Condition condition(Device device) {
        if (window.isAlways()) return Condition.of(CONDITION, "the campaign has no window", true);
        if (!time.wallTrusted()) return jumped();
        return switch (window.zone().of(device.labels())) {
            case Zone.Reading.Unknown(var why) ->
                    Condition.of(CONDITION, "its time zone is not known: " + why, false);
            case Zone.Reading.Known(var zone) -> condition(zone);
        };
    }

    private static Condition jumped() {
        return Condition.of(
                CONDITION, "the wall clock jumped, no window opens until it is steady", false);
    }

    private Condition condition(ZoneId zone) {
        return switch (at(zone)) {
            case Opening.Open(var until) when until.equals(Instant.MAX) ->
                    Condition.of(CONDITION, "window is open", true);
            case Opening.Open(var until) ->
                    Condition.until(
                            CONDITION,
                            "window is open until " + local(until, zone),
                            true,
                            hearing(until));
            case Opening.Closed(var opens) ->
                    new Condition(
                            CONDITION,
                            opens.map(at -> "window opens " + local(at, zone))
                                    .orElse("window does not open again"),
                            false,
                            opens.map(this::hearing));
        };
    }

    /** Whether no device of a rollout may be commanded at this time of the day. */
    public static boolean closedForAll(Rollout rollout, HearingTime time) {
        return new Windows(rollout.campaign().window(), time).closedForAll().isPresent();
    }

    /** Why no device of the cohort may be commanded now, where it is the same for all. */
    Optional<Condition> closedForAll() {
        if (!window.isAlways() && !time.wallTrusted()) return Optional.of(jumped());
        return window.zone() instanceof Zone.Named(var zone) && !window.isAlways()
                ? Optional.of(condition(zone)).filter(c -> !c.met())
                : Optional.empty();
    }

    /** When it opens again for a device for which it is closed; empty while it is open. */
    public Optional<Instant> opensAgain(Device device) {
        if (window.isAlways() || !time.wallTrusted()) return Optional.empty();
        return window.zone().of(device.labels()) instanceof Zone.Reading.Known(var zone)
                        && at(zone) instanceof Opening.Closed(var opens)
                ? opens
                : Optional.empty();
    }

    /**
     * The state with a later deadline, where a device did nothing because its window was closed.
     *
     * @param download how long a device may take to the next byte, in hearing time
     */
    public Optional<State> postponed(State state, Device device, Duration download) {
        boolean waits =
                state instanceof State.Accepted
                        || (state instanceof State.Downloading
                                && window.atEnd() == UpdateWindow.AtEnd.PAUSE_DOWNLOADS);
        if (!waits || opensAgain(device).isEmpty()) return Optional.empty();
        Span next = next(device, 1).getFirst();
        // Inside the window: one that did not come by its end is late, or it could be put off for
        // ever.
        Instant atLatest = next.to().minus(BEFORE_THE_END);
        Instant byRule = next.from().plus(download);
        return Optional.of(until(state, hearing(byRule.isBefore(atLatest) ? byRule : atLatest)));
    }

    private static State until(State state, Instant deadline) {
        return switch (state) {
            case State.Accepted _ -> new State.Accepted(deadline);
            case State.Downloading(_, var bytes) -> new State.Downloading(deadline, bytes);
            default -> throw new IllegalStateException(state.word() + " does not wait");
        };
    }

    /** Whether it is known to be closed for a device. */
    public boolean closed(Device device) {
        return !window.isAlways()
                && time.wallTrusted()
                && window.zone().of(device.labels()) instanceof Zone.Reading.Known(var zone)
                && at(zone) instanceof Opening.Closed;
    }

    /** The next times in which a device may begin, at most so many; the first has begun. */
    public List<Span> next(Device device, int max) {
        return !window.isAlways()
                        && window.zone().of(device.labels()) instanceof Zone.Reading.Known(var zone)
                ? window.next(time.wall(), zone, max)
                : List.of();
    }

    private Opening at(ZoneId zone) {
        return openings.computeIfAbsent(zone, z -> window.at(time.wall(), z));
    }

    /** An instant of the wall clock in hearing time, should nothing be missed until then. */
    private Instant hearing(Instant wall) {
        return time.now().plus(Duration.between(time.wall(), wall));
    }

    private static String local(Instant at, ZoneId zone) {
        return at.atZone(zone).toLocalDateTime().truncatedTo(ChronoUnit.SECONDS) + " in " + zone;
    }
}
