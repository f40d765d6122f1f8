package io.github.canarywave.adapter.http.devices;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;

class HttpDatesTest {
    private static final Instant NOW = Instant.parse("2026-11-20T18:00:00Z");
    private static final Instant RFC = Instant.parse("1994-11-06T08:49:37Z");
    private static final DateTimeFormatter JAVA =
            DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH);

    @Test
    void readsTheThreeFormsOfTheRfc() {
        assertThat(HttpDates.read("Sun, 06 Nov 1994 08:49:37 GMT", NOW)).hasValue(RFC);
        assertThat(HttpDates.read("Sunday, 06-Nov-94 08:49:37 GMT", NOW)).hasValue(RFC);
        assertThat(HttpDates.read("Sun Nov  6 08:49:37 1994", NOW)).hasValue(RFC);
        assertThat(HttpDates.read("Tue Nov 10 08:49:37 2026", NOW))
                .hasValue(Instant.parse("2026-11-10T08:49:37Z"));
    }

    @Test
    void aYearOfTwoDigitsIsAtMostFiftyYearsAhead() {
        assertThat(HttpDates.read("Friday, 20-Nov-76 18:00:00 GMT", NOW))
                .hasValue(Instant.parse("2076-11-20T18:00:00Z"));
        assertThat(HttpDates.read("Sunday, 20-Nov-77 18:00:00 GMT", NOW))
                .hasValue(Instant.parse("1977-11-20T18:00:00Z"));
    }

    @Test
    void whatIsNoDateIsNone() {
        for (String text :
                new String[] {
                    "",
                    "0",
                    "yesterday",
                    "Mon, 06 Nov 1994 08:49:37 GMT",
                    "Sun, 6 Nov 1994 08:49:37 GMT",
                    "Sun, 06 Nov 1994 08:49:37 UTC",
                    "Sun, 06 Nov 1994 08:49:37 +0000",
                    "Sun, 06 Nov 1994 25:49:37 GMT",
                    "Thu, 31 Feb 1994 08:49:37 GMT",
                    "sun, 06 nov 1994 08:49:37 gmt",
                    "Sun, 06 Nov 1994 08:49:37 GMT ",
                    "1994-11-06T08:49:37Z",
                    "9".repeat(4_000)
                }) assertThat(HttpDates.read(text, NOW)).as(text).isEmpty();
    }

    @Test
    void writesAsJavaDoesAndReadsItBack() {
        Random random = new Random(5);
        for (int i = 0; i < 2_000; i++) {
            Instant at = Instant.ofEpochSecond(random.nextLong(0, 253_402_300_800L));
            String text = HttpDates.text(at);
            assertThat(text).isEqualTo(JAVA.format(at.atOffset(ZoneOffset.UTC)));
            assertThat(HttpDates.read(text, NOW)).hasValue(at);
        }
    }
}
