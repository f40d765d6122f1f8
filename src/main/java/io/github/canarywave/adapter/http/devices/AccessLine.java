package io.github.canarywave.adapter.http.devices;

import io.github.canarywave.adapter.http.tls.Secured;
import io.github.canarywave.app.DownloadDesk.Holder;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The line that is written down when a request is over. There is no place in it for what lets a
 * reader fetch: no URL, no token, no header as it came. Pure.
 *
 * @param holder whose URL it was, where that is known
 * @param method as it came
 * @param range the Range header as it came
 * @param bytes of the image that the network took, with what frames parts
 * @param secured absent in tests only
 * @param remote address and port of the other side
 */
record AccessLine(
        Optional<Holder> holder,
        String method,
        String protocol,
        int status,
        Kind kind,
        Optional<Refused> refused,
        Optional<String> range,
        long bytes,
        long millis,
        Ended ended,
        Optional<Secured> secured,
        String remote) {
    /** Characters of a value; no name of ours is longer than 64. */
    static final int VALUE_LIMIT = 64;

    private static final String ABSENT = "-";
    private static final String OTHER = "other";

    private static final Pattern METHODS =
            Pattern.compile("GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|TRACE|CONNECT");
    private static final Pattern RANGE = Pattern.compile("bytes=[0-9,-]*");

    /** Fixed words and then {@code key=value}; one line, without its end. */
    String text() {
        StringBuilder line = new StringBuilder(384).append("request over");
        add(line, "device", holder.map(h -> h.device().value()).orElse(ABSENT));
        add(line, "campaign", holder.map(h -> h.campaign().value()).orElse(ABSENT));
        add(line, "attempt", holder.map(h -> Integer.toString(h.attempt())).orElse(ABSENT));
        add(line, "method", METHODS.matcher(method).matches() ? method : OTHER);
        add(line, "protocol", protocol);
        line.append(" status=").append(status);
        add(line, "kind", kind.word());
        add(line, "refused", refused.map(Refused::word).orElse(ABSENT));
        add(line, "range", range.map(AccessLine::range).orElse(ABSENT));
        line.append(" bytes_sent=").append(bytes).append(" duration_ms=").append(millis);
        add(line, "ended", ended.word());
        add(line, "tls", secured.map(Secured::version).orElse("none"));
        add(line, "records", secured.map(s -> s.smallRecords() ? "small" : "full").orElse(ABSENT));
        add(line, "session", secured.map(s -> s.resumed() ? "resumed" : "new").orElse(ABSENT));
        add(line, "remote", remote);
        return line.toString();
    }

    /** What is no range may be anything, a token too. */
    private static String range(String header) {
        String bare = header.replace(" ", "");
        return RANGE.matcher(bare).matches() ? bare : OTHER;
    }

    private static void add(StringBuilder line, String key, String value) {
        line.append(' ').append(key).append('=');
        if (value.isEmpty()) line.append(ABSENT);
        for (int i = 0; i < Math.min(VALUE_LIMIT, value.length()); i++)
            line.append(plain(value.charAt(i)) ? value.charAt(i) : '?');
        if (value.length() > VALUE_LIMIT) line.append("...");
    }

    /** What can neither end a value or a line nor begin another key. */
    private static boolean plain(char c) {
        return c > ' ' && c < 0x7f && c != '"' && c != '\'' && c != '\\' && c != '`';
    }
}
