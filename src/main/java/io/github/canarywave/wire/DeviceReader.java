package io.github.canarywave.wire;

import io.github.canarywave.domain.campaign.Conditions;
import io.github.canarywave.domain.campaign.DeviceRules;
import io.github.canarywave.domain.campaign.Mode;
import io.github.canarywave.domain.campaign.Retries;
import io.github.canarywave.domain.campaign.Share;
import io.github.canarywave.domain.campaign.Timeouts;
import io.github.canarywave.wire.Mapping.Scalar;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads what a campaign asks of each device. */
final class DeviceReader {
    private static final int RETRIES_MAX = 100;
    private static final Scalar<Duration> SOME_TIME = Scalars.duration(Duration.ofSeconds(1));
    private static final Shape DEVICE =
            Shape.of("mode", "timeouts", "retries", "probation", "commandExpires", "conditions");
    private static final Shape CONDITIONS = Shape.of("batteryAtLeast", "rssiAtLeast", "power");

    /** A device needs some time to take it, and its URL is worth something until then. */
    private static final Duration EXPIRES_MIN = Duration.ofMinutes(5);

    private static final Duration EXPIRES_MAX = Duration.ofDays(30);
    private static final Shape TIMEOUTS =
            Shape.of("online", "accept", "download", "install", "confirm");
    private static final Shape RETRIES = Shape.of("max", "backoff", "maxBackoff", "jitter");
    private final Draft draft;

    private DeviceReader(Draft draft) {
        this.draft = draft;
    }

    static DeviceRules device(Mapping spec, Draft draft) {
        DeviceReader reader = new DeviceReader(draft);
        Optional<Mapping> device = spec.mapping("device", DEVICE);
        DeviceRules rules =
                new DeviceRules(
                        reader.timeouts(device.flatMap(d -> d.mapping("timeouts", TIMEOUTS))),
                        reader.retries(device.flatMap(d -> d.mapping("retries", RETRIES))),
                        reader.probation(device),
                        reader.commandExpires(device),
                        mode(device),
                        conditions(device.flatMap(d -> d.mapping("conditions", CONDITIONS))));
        return rules;
    }

    private Duration commandExpires(Optional<Mapping> device) {
        Duration usual = DeviceRules.DEFAULT_COMMAND_EXPIRES;
        if (!device.map(d -> d.has("commandExpires")).orElse(false))
            draft.defaults().add("commandExpires: " + Units.text(usual));
        return device.flatMap(
                        d ->
                                d.optional(
                                        "commandExpires",
                                        Scalars.duration(EXPIRES_MIN, EXPIRES_MAX)))
                .orElse(usual);
    }

    private static Mode mode(Optional<Mapping> device) {
        String word =
                device.flatMap(
                                d ->
                                        d.optional(
                                                "mode",
                                                Scalars.choice(
                                                        List.of("asap", "whenIdle", "userConfirm"),
                                                        List.of())))
                        .orElse("asap");
        return switch (word) {
            case "whenIdle" -> Mode.WHEN_IDLE;
            case "userConfirm" -> Mode.USER_CONFIRM;
            default -> Mode.ASAP;
        };
    }

    private static Conditions conditions(Optional<Mapping> given) {
        Optional<Integer> battery =
                given.flatMap(g -> g.optional("batteryAtLeast", Scalars::wholePercent));
        Optional<Integer> rssi = given.flatMap(g -> g.optional("rssiAtLeast", Scalars::dbm));
        boolean external =
                given.flatMap(
                                g ->
                                        g.optional(
                                                "power",
                                                Scalars.choice(
                                                        List.of("any", "external"), List.of())))
                        .filter("external"::equals)
                        .isPresent();
        return new Conditions(number(battery), number(rssi), external);
    }

    private static OptionalInt number(Optional<Integer> value) {
        return value.map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    private Duration probation(Optional<Mapping> device) {
        if (!device.map(d -> d.has("probation")).orElse(false))
            draft.defaults().add("probation: 0s");
        return device.flatMap(d -> d.optional("probation", Scalars.duration(Duration.ZERO)))
                .orElse(Duration.ZERO);
    }

    private Timeouts timeouts(Optional<Mapping> given) {
        Timeouts usual = Timeouts.DEFAULT;
        Group group = new Group(given);
        Timeouts timeouts =
                new Timeouts(
                        group.time("online", usual.online()),
                        group.time("accept", usual.accept()),
                        group.time("download", usual.download()),
                        group.time("install", usual.install()),
                        group.time("confirm", usual.confirm()));
        group.sayDefaults("timeouts");
        return timeouts;
    }

    private Retries retries(Optional<Mapping> given) {
        Retries usual = Retries.DEFAULT;
        Group group = new Group(given);
        Retries retries =
                new Retries(
                        group.value("max", Scalars.number(1, RETRIES_MAX), usual.max()),
                        group.time("backoff", usual.backoff()),
                        group.time("maxBackoff", usual.maxBackoff()),
                        group.value(
                                "jitter",
                                Scalars.share(Share.percent(0), Share.ALL),
                                usual.jitter()));
        group.sayDefaults("retries");
        if (retries.backoff().compareTo(retries.maxBackoff()) > 0)
            given.ifPresent(
                    mapping ->
                            mapping.complain(
                                    mapping.has("maxBackoff") ? "maxBackoff" : "backoff",
                                    backoffAboveMax(retries)));
        return retries;
    }

    private static Fault backoffAboveMax(Retries retries) {
        return new Fault(
                ProblemCode.OUT_OF_RANGE,
                "backoff must be at most maxBackoff, got %s and %s"
                        .formatted(
                                Units.text(retries.backoff()), Units.text(retries.maxBackoff())));
    }

    /** Fields of one mapping that may be absent, each or all; remembers which were. */
    private final class Group {
        private final Optional<Mapping> given;
        private final List<String> usual = new ArrayList<>();

        Group(Optional<Mapping> given) {
            this.given = given;
        }

        Duration time(String name, Duration otherwise) {
            noteUsual(name, Units.text(otherwise));
            return given.flatMap(g -> g.optional(name, SOME_TIME)).orElse(otherwise);
        }

        <T> T value(String name, Scalar<T> scalar, T otherwise) {
            noteUsual(name, otherwise.toString());
            return given.flatMap(g -> g.optional(name, scalar)).orElse(otherwise);
        }

        private void noteUsual(String name, String value) {
            if (!given.map(g -> g.has(name)).orElse(false)) usual.add(name + " " + value);
        }

        void sayDefaults(String of) {
            if (!usual.isEmpty()) draft.defaults().add(of + ": " + String.join(", ", usual));
        }
    }
}
