package io.github.canarywave.wire;

import io.github.canarywave.domain.campaign.Span;
import io.github.canarywave.domain.campaign.UpdateWindow;
import io.github.canarywave.domain.campaign.UpdateWindow.AtEnd;
import io.github.canarywave.domain.campaign.UpdateWindow.Blackout;
import io.github.canarywave.domain.campaign.UpdateWindow.Hours;
import io.github.canarywave.domain.campaign.Zone;

import org.yaml.snakeyaml.nodes.ScalarNode;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads when the devices of a campaign may be updated. */
final class WindowReader {
    private static final int BLACKOUTS_MAX = 100;
    private static final Shape WINDOW =
            Shape.of(
                    "timezone",
                    "defaultTimezone",
                    "days",
                    "from",
                    "to",
                    "notBefore",
                    "notAfter",
                    "atWindowEnd",
                    "blackouts");
    private static final Shape BLACKOUT = Shape.of("from", "to", "reason");
    private static final Pattern CLOCK = Pattern.compile("([01]\\d|2[0-3]):[0-5]\\d|24:00");
    private static final String OF_DEVICE = "device";

    private final Mapping window;
    private final Draft draft;

    private WindowReader(Mapping window, Draft draft) {
        this.window = window;
        this.draft = draft;
    }

    static UpdateWindow read(Mapping spec, Draft draft) {
        if (!spec.has("window")) draft.defaults().add("window: always open");
        return spec.mapping("window", WINDOW)
                .map(w -> new WindowReader(w, draft).read())
                .orElse(UpdateWindow.ALWAYS);
    }

    private UpdateWindow read() {
        Zone zone = zone();
        Set<DayOfWeek> days = days();
        Optional<Hours> hours = hours();
        Optional<Instant> notBefore = window.optional("notBefore", WindowReader::instant);
        Optional<Instant> notAfter = window.optional("notAfter", WindowReader::instant);
        if (notBefore.isPresent() && notAfter.isPresent())
            span(window, "notBefore", notBefore.get(), "notAfter", notAfter.get());
        return new UpdateWindow(zone, days, hours, notBefore, notAfter, atEnd(), blackouts());
    }

    private Zone zone() {
        boolean needed = window.has("days") || window.has("from") || window.has("to");
        Optional<String> name =
                needed
                        ? window.required("timezone", Scalars::text)
                        : window.optional("timezone", Scalars::text);
        if (name.filter(OF_DEVICE::equals).isPresent())
            return new Zone.OfDevice(window.optional("defaultTimezone", WindowReader::zone));
        if (window.has("defaultTimezone"))
            window.complainOfName(
                    "defaultTimezone",
                    new Fault(
                            ProblemCode.OUT_OF_RANGE,
                            "defaultTimezone is for timezone: device, for devices without one"));
        return new Zone.Named(
                name.isPresent()
                        ? window.optional("timezone", WindowReader::zone).orElse(ZoneOffset.UTC)
                        : ZoneOffset.UTC);
    }

    private static ZoneId zone(String name, ScalarNode node) throws Fault {
        String zone = Scalars.text(name, node);
        return Zone.named(zone)
                .orElseThrow(
                        () ->
                                new Fault(
                                        ProblemCode.NOT_A_ZONE,
                                        name + " '" + zone + "' is no time zone",
                                        nearest(zone)));
    }

    private static String nearest(String zone) {
        return Nearest.to(zone, ZoneId.getAvailableZoneIds().stream().sorted().toList())
                .map(near -> "did you mean '" + near + "'?")
                .orElse("write a name of the IANA database such as Europe/Berlin, or device");
    }

    private Set<DayOfWeek> days() {
        if (!window.has("days")) return EnumSet.allOf(DayOfWeek.class);
        if (window.isEmpty("days"))
            window.complain(
                    "days",
                    new Fault(
                            ProblemCode.EMPTY_LIST,
                            "days is empty, so the window never opens",
                            "name at least one day, or leave it out for all"));
        List<String> words =
                window.scalars(
                        "days",
                        Scalars.choice(
                                List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
                                List.of()),
                        DayOfWeek.values().length);
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (DayOfWeek day : DayOfWeek.values())
            if (words.contains(day.name().substring(0, 3).toLowerCase(Locale.ROOT))) days.add(day);
        return days.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : days;
    }

    private Optional<Hours> hours() {
        if (!window.has("from") && !window.has("to")) return Optional.empty();
        Optional<LocalTime> from = window.required("from", WindowReader::clock);
        Optional<LocalTime> to = window.required("to", WindowReader::clock);
        if (from.isEmpty() || to.isEmpty()) return Optional.empty();
        if (from.equals(to) && !from.get().equals(LocalTime.MIDNIGHT))
            window.complain(
                    "to",
                    new Fault(
                            ProblemCode.OUT_OF_RANGE,
                            "from and to are the same time, so no time lies between them",
                            "leave both out for the whole day"));
        return Optional.of(new Hours(from.get(), to.get()));
    }

    private static LocalTime clock(String name, ScalarNode node) throws Fault {
        String text = node.getValue();
        if (!CLOCK.matcher(text).matches())
            throw new Fault(
                    ProblemCode.NOT_A_TIME,
                    name + " '" + text + "' is not a time of day",
                    "write hours and minutes from \"00:00\" to \"24:00\"");
        return text.equals("24:00") ? LocalTime.MIDNIGHT : LocalTime.parse(text);
    }

    private static Instant instant(String name, ScalarNode node) throws Fault {
        try {
            return OffsetDateTime.parse(node.getValue()).toInstant();
        } catch (DateTimeException e) {
            throw new Fault(
                    ProblemCode.NOT_A_TIME,
                    name + " '" + node.getValue() + "' is not an instant",
                    "write date, time and offset: 2026-12-01T00:00:00Z");
        }
    }

    private AtEnd atEnd() {
        draft.defaultOf(window, "atWindowEnd", "window.atWindowEnd: finishStarted");
        String word =
                window.optional(
                                "atWindowEnd",
                                Scalars.choice(
                                        List.of("finishStarted", "pauseDownloads", "cancel"),
                                        List.of()))
                        .orElse("finishStarted");
        return switch (word) {
            case "pauseDownloads" -> AtEnd.PAUSE_DOWNLOADS;
            case "cancel" -> AtEnd.CANCEL;
            default -> AtEnd.FINISH_STARTED;
        };
    }

    private List<Blackout> blackouts() {
        return window.mappings("blackouts", BLACKOUT, BLACKOUTS_MAX).stream()
                .flatMap(b -> blackout(b).stream())
                .toList();
    }

    private static Optional<Blackout> blackout(Mapping blackout) {
        Optional<Instant> from = blackout.required("from", WindowReader::instant);
        Optional<Instant> to = blackout.required("to", WindowReader::instant);
        String reason = blackout.optional("reason", Scalars::text).orElse("");
        if (from.isEmpty() || to.isEmpty()) return Optional.empty();
        return span(blackout, "from", from.get(), "to", to.get())
                .map(span -> new Blackout(span, reason));
    }

    private static Optional<Span> span(
            Mapping mapping, String fromName, Instant from, String toName, Instant to) {
        if (from.isBefore(to)) return Optional.of(new Span(from, to));
        mapping.complain(
                toName,
                new Fault(
                        ProblemCode.OUT_OF_RANGE,
                        "%s must be after %s, got %s and %s"
                                .formatted(toName, fromName, to, from)));
        return Optional.empty();
    }
}
