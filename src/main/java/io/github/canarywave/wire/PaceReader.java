package io.github.canarywave.wire;

import io.github.canarywave.domain.campaign.Pace;
import io.github.canarywave.domain.campaign.StartRate;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads how fast a campaign goes from one device to the next. */
final class PaceReader {
    private static final Shape PACE =
            Shape.of(
                    "inFlight",
                    "window",
                    "start",
                    "growth",
                    "max",
                    "bandwidth",
                    "concurrentDownloads");

    private final Optional<Mapping> pace;
    private final Draft draft;

    private PaceReader(Optional<Mapping> pace, Draft draft) {
        this.pace = pace;
        this.draft = draft;
    }

    static Pace read(Mapping spec, Draft draft) {
        PaceReader reader = new PaceReader(spec.mapping("pace", PACE), draft);
        return new Pace(
                reader.inFlight(),
                reader.window(),
                reader.starts(),
                reader.bandwidth(),
                reader.concurrentDownloads());
    }

    private OptionalInt inFlight() {
        sayDefault("inFlight", "the larger of 1000 and 5% of the cohort");
        return pace.flatMap(p -> p.optional("inFlight", Scalars.number(1, Units.COUNT_MAX)))
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }

    private boolean window() {
        sayDefault("window", "on");
        boolean window =
                pace.flatMap(
                                p ->
                                        p.optional(
                                                "window",
                                                Scalars.choice(List.of("on", "off"), List.of())))
                        .map("on"::equals)
                        .orElse(true);
        if (!window)
            draft.notes()
                    .add(
                            "pace.window is off: a firmware that bricks every device is not stopped"
                                    + " after 10 devices, only by the gates");
        return window;
    }

    private StartRate starts() {
        StartRate usual = StartRate.DEFAULT;
        Optional<Integer> start = pace.flatMap(p -> p.optional("start", Scalars::perMinute));
        Optional<Integer> max = pace.flatMap(p -> p.optional("max", Scalars::perMinute));
        int growth =
                pace.flatMap(p -> p.optional("growth", Scalars::growth))
                        .orElse(usual.growthPercent());
        if (start.isPresent() && max.isPresent() && start.get() > max.get()) {
            pace.ifPresent(p -> p.complain("start", startAboveMax(start.get(), max.get())));
            return usual;
        }
        // Who names one of them alone does not ask for a contradiction with the other's default.
        int most = max.orElse(Math.max(usual.max(), start.orElse(0)));
        int first = start.orElse(Math.min(usual.start(), most));
        sayDefault("start", first + "/min");
        sayDefault("growth", BigDecimal.valueOf(growth, 2).stripTrailingZeros().toPlainString());
        sayDefault("max", most + "/min");
        return new StartRate(first, growth, most);
    }

    private OptionalLong bandwidth() {
        sayDefault("bandwidth", "any");
        return pace.flatMap(p -> p.optional("bandwidth", Scalars::bytesPerSecond))
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    private OptionalInt concurrentDownloads() {
        sayDefault("concurrentDownloads", "any");
        return pace.flatMap(
                        p -> p.optional("concurrentDownloads", Scalars.number(1, Units.COUNT_MAX)))
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }

    private static Fault startAboveMax(int start, int max) {
        return new Fault(
                ProblemCode.OUT_OF_RANGE,
                "start must be at most max, got %d/min and %d/min".formatted(start, max));
    }

    private void sayDefault(String name, String value) {
        if (!pace.map(p -> p.has(name)).orElse(false))
            draft.defaults().add("pace." + name + ": " + value);
    }
}
