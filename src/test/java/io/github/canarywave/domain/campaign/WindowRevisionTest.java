package io.github.canarywave.domain.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.UpdateWindow.AtEnd;
import io.github.canarywave.domain.campaign.UpdateWindow.Blackout;
import io.github.canarywave.domain.campaign.UpdateWindow.Hours;
import io.github.canarywave.domain.campaign.UpdateWindow.Opening;

import org.junit.jupiter.api.Test;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

class WindowRevisionTest {
    /** Two weeks around a change of the clocks in all three zones. */
    private static final Instant BEGIN = Instant.parse("2026-10-19T00:00:00Z");

    private static final List<ZoneId> ZONES =
            List.of(
                    ZoneId.of("Europe/Berlin"),
                    ZoneId.of("Europe/London"),
                    ZoneId.of("Asia/Beirut"));

    private static final UpdateWindow NIGHT = night("22:00", "06:00");

    private static UpdateWindow night(String from, String to) {
        return new UpdateWindow(
                new Zone.Named(ZONES.getFirst()),
                EnumSet.allOf(DayOfWeek.class),
                Optional.of(new Hours(LocalTime.parse(from), LocalTime.parse(to))),
                Optional.empty(),
                Optional.empty(),
                AtEnd.FINISH_STARTED,
                List.of());
    }

    private static List<String> edits(UpdateWindow before, UpdateWindow after) {
        return WindowRevision.between(before, after).stream()
                .map(
                        e ->
                                e.field()
                                        + " "
                                        + e.from()
                                        + " -> "
                                        + e.to()
                                        + (" " + e.why()).stripTrailing())
                .toList();
    }

    @Test
    void hoursBecomeFewerAndNeverOthers() {
        assertThat(edits(NIGHT, NIGHT)).isEmpty();
        assertThat(edits(NIGHT, night("23:00", "05:00")))
                .containsExactly(
                        "window.hours mon tue wed thu fri sat sun 22:00 to 06:00 -> mon tue wed thu"
                                + " fri sat sun 23:00 to 05:00");
        // After midnight is another day's evening, but the same night.
        assertThat(edits(NIGHT, night("01:00", "02:00"))).noneMatch(e -> e.endsWith("looser"));
        assertThat(edits(NIGHT, night("21:00", "05:00")))
                .allMatch(e -> e.endsWith("more hours are looser"));
        assertThat(edits(UpdateWindow.ALWAYS, NIGHT)).noneMatch(e -> e.endsWith("looser"));
        assertThat(edits(NIGHT, UpdateWindow.ALWAYS)).anyMatch(e -> e.endsWith("looser"));
    }

    @Test
    void blackoutsAreAddedAndNotLeftOut() {
        UpdateWindow dark = dark(span(24, 48));
        assertThat(edits(NIGHT, dark))
                .containsExactly(
                        "window.blackouts none -> 2026-10-20T00:00:00Z to 2026-10-21T00:00:00Z"
                                + " holiday");
        assertThat(edits(dark, NIGHT)).allMatch(e -> e.endsWith("cannot be left out"));
        assertThat(edits(dark, dark(span(24, 40)))).allMatch(e -> e.endsWith("cannot be left out"));
        assertThat(edits(dark, dark(span(20, 30), span(30, 50))))
                .noneMatch(e -> e.endsWith("cannot be left out"));
    }

    private static Span span(int fromHour, int toHour) {
        return new Span(
                BEGIN.plus(Duration.ofHours(fromHour)), BEGIN.plus(Duration.ofHours(toHour)));
    }

    private static UpdateWindow dark(Span... spans) {
        List<Blackout> blackouts = new ArrayList<>();
        for (Span span : spans) blackouts.add(new Blackout(span, "holiday"));
        return new UpdateWindow(
                NIGHT.zone(),
                NIGHT.days(),
                NIGHT.hours(),
                NIGHT.notBefore(),
                NIGHT.notAfter(),
                NIGHT.atEnd(),
                blackouts);
    }

    @Test
    void aWindowThatIsTakenOverIsOpenAtNoNewInstant() {
        int taken = 0;
        for (int seed = 0; seed < 4_000; seed++) {
            Random random = new Random(seed);
            UpdateWindow before = random.nextInt(8) == 0 ? UpdateWindow.ALWAYS : some(random);
            UpdateWindow after = random.nextInt(3) == 0 ? some(random) : like(before, random);
            List<WindowRevision.Edit> edits = WindowRevision.between(before, after);
            if (edits.isEmpty() || edits.stream().anyMatch(e -> !e.why().isEmpty())) continue;
            taken++;
            for (int i = 0; i < 40; i++) {
                Map<String, String> labels = labels(random);
                Instant at = BEGIN.plusSeconds(random.nextInt(14 * 86_400));
                if (isOpen(after, labels, at))
                    assertThat(isOpen(before, labels, at))
                            .as("seed %s: %s -> %s at %s", seed, before, after, at)
                            .isTrue();
            }
        }
        assertThat(taken).isGreaterThan(300);
    }

    private static boolean isOpen(UpdateWindow window, Map<String, String> labels, Instant at) {
        if (window.isAlways()) return true;
        return window.zone().of(labels) instanceof Zone.Reading.Known(var zone)
                && window.at(at, zone) instanceof Opening.Open;
    }

    private static Map<String, String> labels(Random random) {
        int zone = random.nextInt(ZONES.size() + 1);
        return zone == ZONES.size() ? Map.of() : Map.of(Zone.LABEL, ZONES.get(zone).getId());
    }

    private static UpdateWindow some(Random random) {
        return new UpdateWindow(
                zone(random),
                days(random),
                hours(random),
                instant(random),
                instant(random).map(at -> at.plus(Duration.ofDays(7))),
                List.of(AtEnd.values()).get(random.nextInt(3)),
                blackouts(random));
    }

    /** The same with one other field. */
    private static UpdateWindow like(UpdateWindow window, Random random) {
        int field = random.nextInt(6);
        return new UpdateWindow(
                field == 0 ? zone(random) : window.zone(),
                field == 1 ? days(random) : window.days(),
                field == 2 ? hours(random) : window.hours(),
                field == 3 ? instant(random) : window.notBefore(),
                field == 4 ? instant(random) : window.notAfter(),
                window.atEnd(),
                field == 5 ? blackouts(random) : window.blackouts());
    }

    private static Zone zone(Random random) {
        ZoneId id = ZONES.get(random.nextInt(ZONES.size()));
        return switch (random.nextInt(3)) {
            case 0 -> new Zone.OfDevice(Optional.empty());
            case 1 -> new Zone.OfDevice(Optional.of(id));
            default -> new Zone.Named(id);
        };
    }

    private static Set<DayOfWeek> days(Random random) {
        EnumSet<DayOfWeek> days = EnumSet.allOf(DayOfWeek.class);
        while (days.size() > 2 && random.nextBoolean())
            days.remove(DayOfWeek.of(1 + random.nextInt(7)));
        return days;
    }

    private static Optional<Hours> hours(Random random) {
        if (random.nextInt(3) == 0) return Optional.empty();
        return Optional.of(
                new Hours(
                        LocalTime.of(random.nextInt(24), 30), LocalTime.of(random.nextInt(24), 0)));
    }

    private static Optional<Instant> instant(Random random) {
        return random.nextBoolean()
                ? Optional.empty()
                : Optional.of(BEGIN.plus(Duration.ofHours(random.nextInt(7 * 24))));
    }

    private static List<Blackout> blackouts(Random random) {
        List<Blackout> blackouts = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            int from = random.nextInt(200);
            blackouts.add(new Blackout(span(from, from + 1 + random.nextInt(100)), "some reason"));
        }
        return blackouts;
    }
}
