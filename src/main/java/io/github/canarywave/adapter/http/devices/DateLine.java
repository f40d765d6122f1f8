package io.github.canarywave.adapter.http.devices;

import java.time.Instant;

/** The Date of answers (RFC 9110, 6.6.1), written once a second. Safe from any thread. */
final class DateLine {
    private volatile Written last = new Written(Long.MIN_VALUE, "");

    private record Written(long second, String text) {}

    /** This instant as HTTP writes it. */
    String now(Instant instant) {
        Written known = last;
        if (known.second() == instant.getEpochSecond()) return known.text();
        Written fresh = new Written(instant.getEpochSecond(), HttpDates.text(instant));
        last = fresh;
        return fresh.text();
    }
}
