package io.github.canarywave.domain.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.UpdateWindow.AtEnd;
import io.github.canarywave.domain.campaign.UpdateWindow.Blackout;
import io.github.canarywave.domain.campaign.UpdateWindow.Hours;
import io.github.canarywave.domain.campaign.UpdateWindow.Opening;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

class UpdateWindowTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Set<DayOfWeek> DAILY = EnumSet.allOf(DayOfWeek.class);

    /** Clocks change on the second day of each. */
    private static final Map<String, List<String>> CHANGES =
            Map.of(
                    "Europe/Berlin", List.of("2026-03-28", "2026-10-24"),
                    "America/New_York", List.of("2026-03-07", "2026-10-31"),
                    "Australia/Lord_Howe", List.of("2026-04-04", "2026-10-03"),
                    "America/Santiago", List.of("2026-04-04", "2026-09-05"),
                    "Africa/Casablanca", List.of("2026-02-14", "2026-03-21"));

    @Test
    void opensAndClosesByTheClockOnTheWallThere() {
        UpdateWindow window = hours("01:00", "04:30", DAILY);
        assertThat(window.at(at("2026-12-01T00:30:00Z"), BERLIN))
                .isEqualTo(open("2026-12-01T03:30:00Z"));
        assertThat(window.at(at("2026-12-01T03:30:00Z"), BERLIN))
                .isEqualTo(closed("2026-12-02T00:00:00Z"));
        assertThat(window.at(at("2026-12-01T00:00:00Z"), BERLIN))
                .isEqualTo(open("2026-12-01T03:30:00Z"));
    }

    @Test
    void theHoursAfterMidnightBelongToTheDayBefore() {
        UpdateWindow thursdays = hours("22:00", "02:00", EnumSet.of(DayOfWeek.THURSDAY));
        assertThat(thursdays.at(at("2026-12-04T00:59:59Z"), BERLIN)) // Friday, 01:59 in Berlin.
                .isEqualTo(open("2026-12-04T01:00:00Z"));
        assertThat(thursdays.at(at("2026-12-04T21:30:00Z"), BERLIN))
                .isEqualTo(closed("2026-12-10T21:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        // Clocks go from 02:00 to 03:00 at 01:00Z: it begins, or ends, at the first instant there
        // is.
        "2026-03-29, 02:30, 04:00, 2026-03-29T01:00:00Z/2026-03-29T02:00:00Z",
        "2026-03-29, 01:00, 02:30, 2026-03-29T00:00:00Z/2026-03-29T01:00:00Z",
        "2026-03-29, 01:00, 04:00, 2026-03-29T00:00:00Z/2026-03-29T02:00:00Z",
        // Clocks go from 03:00 back to 02:00 at 01:00Z: hours that are there twice are inside
        // twice.
        "2026-10-25, 02:30, 04:00, 2026-10-25T00:30:00Z/2026-10-25T01:00:00Z"
                + " 2026-10-25T01:30:00Z/2026-10-25T03:00:00Z",
        "2026-10-25, 01:00, 02:30, 2026-10-24T23:00:00Z/2026-10-25T00:30:00Z"
                + " 2026-10-25T01:00:00Z/2026-10-25T01:30:00Z",
        "2026-10-25, 01:00, 04:00, 2026-10-24T23:00:00Z/2026-10-25T03:00:00Z"
    })
    void goesByTheClocksOnTheDayTheyChange(String day, String from, String to, String spans) {
        UpdateWindow window = hours(from, to, DAILY);
        Instant midnight = ZonedDateTime.parse(day + "T00:00+01:00[Europe/Berlin]").toInstant();
        List<String> found =
                window.next(midnight, BERLIN, 5).stream()
                        .filter(s -> s.from().isBefore(midnight.plus(Duration.ofHours(20))))
                        .map(s -> s.from() + "/" + s.to())
                        .toList();
        assertThat(found).containsExactly(spans.split(" "));
    }

    @Test
    void anHourThatIsNotThereDoesNotOpenIt() {
        UpdateWindow window = hours("02:00", "03:00", DAILY);
        assertThat(window.at(at("2026-03-28T23:00:00Z"), BERLIN))
                .isEqualTo(closed("2026-03-30T00:00:00Z"));
    }

    /** Every minute of the days around a change, asked of the clock on the wall. */
    @Test
    void agreesWithTheClockOnTheWallInEachMinuteAroundAChange() {
        Random dice = new Random(3);
        CHANGES.forEach(
                (zone, days) -> {
                    for (String day : days)
                        for (int i = 0; i < 12; i++) agrees(ZoneId.of(zone), day, dice);
                });
    }

    private static void agrees(ZoneId zone, String day, Random dice) {
        LocalTime from = LocalTime.of(dice.nextInt(24), 15 * dice.nextInt(4));
        LocalTime to = from.plusMinutes(15L * (1 + dice.nextInt(95)));
        EnumSet<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        while (days.isEmpty())
            for (DayOfWeek one : DayOfWeek.values()) if (dice.nextInt(3) > 0) days.add(one);
        UpdateWindow window = hours(from.toString(), to.toString(), days);
        Instant begin = at(day + "T00:00:00Z");
        for (int minute = 0; minute < 3 * 24 * 60; minute += 5) {
            Instant now = begin.plus(Duration.ofMinutes(minute));
            assertThat(window.at(now, zone) instanceof Opening.Open)
                    .as("%s in %s, %s to %s on %s", now, zone, from, to, days)
                    .isEqualTo(inside(now.atZone(zone), from, to, days));
        }
        Instant next = window.next(begin, zone, 1).getFirst().to();
        assertThat(window.at(next.minusMillis(1), zone)).isInstanceOf(Opening.Open.class);
        assertThat(window.at(next, zone)).isInstanceOf(Opening.Closed.class);
    }

    private static boolean inside(
            ZonedDateTime now, LocalTime from, LocalTime to, Set<DayOfWeek> days) {
        LocalTime time = now.toLocalTime();
        if (to.isAfter(from))
            return days.contains(now.getDayOfWeek()) && !time.isBefore(from) && time.isBefore(to);
        return (!time.isBefore(from) && days.contains(now.getDayOfWeek()))
                || (time.isBefore(to) && days.contains(now.getDayOfWeek().minus(1)));
    }

    @Test
    void daysThatFollowEachOtherAreOneWindow() {
        UpdateWindow weekend =
                new UpdateWindow(
                        new Zone.Named(BERLIN),
                        EnumSet.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        AtEnd.FINISH_STARTED,
                        List.of());
        assertThat(weekend.next(at("2026-12-01T00:00:00Z"), BERLIN, 1))
                .containsExactly(span("2026-12-04T23:00:00Z", "2026-12-06T23:00:00Z"));
    }

    @Test
    void nothingBeginsBeforeTheFirstInstantAfterTheLastOrInABlackout() {
        UpdateWindow window =
                new UpdateWindow(
                        new Zone.Named(BERLIN),
                        DAILY,
                        Optional.of(new Hours(LocalTime.of(1, 0), LocalTime.of(4, 0))),
                        Optional.of(at("2026-12-01T02:00:00Z")),
                        Optional.of(at("2026-12-04T01:00:00Z")),
                        AtEnd.FINISH_STARTED,
                        List.of(
                                new Blackout(
                                        span("2026-12-02T01:00:00Z", "2026-12-03T02:00:00Z"),
                                        "freeze")));
        assertThat(window.next(at("2026-01-01T00:00:00Z"), BERLIN, 9))
                .containsExactly(
                        span("2026-12-01T02:00:00Z", "2026-12-01T03:00:00Z"),
                        span("2026-12-02T00:00:00Z", "2026-12-02T01:00:00Z"),
                        span("2026-12-03T02:00:00Z", "2026-12-03T03:00:00Z"),
                        span("2026-12-04T00:00:00Z", "2026-12-04T01:00:00Z"));
        assertThat(window.at(at("2026-12-05T00:00:00Z"), BERLIN))
                .isEqualTo(new Opening.Closed(Optional.empty()));
    }

    @Test
    void withoutHoursItIsOpenFromTheFirstInstantToTheLast() {
        assertThat(UpdateWindow.ALWAYS.at(at("2026-12-05T00:00:00Z"), BERLIN))
                .isEqualTo(new Opening.Open(Instant.MAX));
    }

    @Test
    void aDeviceWithoutAZoneThatIsKnownTakesTheCampaignsOrNone() {
        Zone strict = new Zone.OfDevice(Optional.empty());
        Zone lenient = new Zone.OfDevice(Optional.of(BERLIN));
        assertThat(strict.of(Map.of("tz", "Asia/Tokyo")))
                .isEqualTo(new Zone.Reading.Known(ZoneId.of("Asia/Tokyo")));
        assertThat(lenient.of(Map.of("tz", "Mars/Olympus")))
                .isEqualTo(new Zone.Reading.Known(BERLIN));
        assertThat(strict.of(Map.of("tz", "Mars/Olympus")))
                .isEqualTo(
                        new Zone.Reading.Unknown(
                                "its label tz \"Mars/Olympus\" is no time zone, and the campaign has"
                                        + " no defaultTimezone"));
        assertThat(strict.of(Map.of()))
                .isEqualTo(
                        new Zone.Reading.Unknown(
                                "it has no label tz, and the campaign has no defaultTimezone"));
    }

    private static UpdateWindow hours(String from, String to, Set<DayOfWeek> days) {
        return new UpdateWindow(
                new Zone.Named(BERLIN),
                days,
                Optional.of(new Hours(LocalTime.parse(from), LocalTime.parse(to))),
                Optional.empty(),
                Optional.empty(),
                AtEnd.FINISH_STARTED,
                List.of());
    }

    private static Instant at(String text) {
        return Instant.parse(text);
    }

    private static Span span(String from, String to) {
        return new Span(at(from), at(to));
    }

    private static Opening open(String until) {
        return new Opening.Open(at(until));
    }

    private static Opening closed(String opens) {
        return new Opening.Closed(Optional.of(at(opens)));
    }
}
