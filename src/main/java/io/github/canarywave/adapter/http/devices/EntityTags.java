package io.github.canarywave.adapter.http.devices;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The entity tags of a conditional header (RFC 9110, 8.8.3 and 13.1). Pure. */
final class EntityTags {
    private static final Pattern TAG = Pattern.compile("(W/)?(\"[\\x21\\x23-\\x7e\\x80-\\xff]*\")");

    /** Longer headers match nothing. */
    static final int HEADER_LIMIT = 1024;

    private EntityTags() {}

    /** Strong comparison, as If-Match needs it; {@code *} matches. */
    static boolean strong(List<String> headers, String tag) {
        return any(headers, tag, false);
    }

    /** Weak comparison, as If-None-Match needs it; {@code *} matches. */
    static boolean weak(List<String> headers, String tag) {
        return any(headers, tag, true);
    }

    private static boolean any(List<String> headers, String tag, boolean weakToo) {
        for (String header : headers) {
            if (header.length() > HEADER_LIMIT) continue;
            if (header.strip().equals("*")) return true;
            Matcher matcher = TAG.matcher(header);
            while (matcher.find())
                if (matcher.group(2).equals(tag) && (weakToo || matcher.group(1) == null))
                    return true;
        }
        return false;
    }
}
