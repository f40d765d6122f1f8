package io.github.canarywave.app;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A place in a list of devices, behind which the next page begins. It holds while devices come and
 * go, because it names a device and counts none.
 *
 * @param key what the list is sorted by, of the device there; empty when it is sorted by id
 * @param id of the device there, or of one that the list passed by
 */
public record DeviceCursor(String key, String id) {
    private static final char BETWEEN = '\n';

    /** The cursor that {@link #toString} gave. */
    public static DeviceCursor parse(String text) {
        String read = decoded(text);
        int end = read.indexOf(BETWEEN);
        if (end < 0) throw wrong(text, null);
        return new DeviceCursor(read.substring(0, end), read.substring(end + 1));
    }

    private static String decoded(String text) {
        try {
            return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw wrong(text, e);
        }
    }

    private static IllegalArgumentException wrong(
            String text, @org.jspecify.annotations.Nullable Throwable cause) {
        return new IllegalArgumentException(
                "cursor must be the \"next\" of an earlier answer, got \"" + text + "\"", cause);
    }

    /** Letters, digits, hyphens and underscores. */
    @Override
    public String toString() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((key + BETWEEN + id).getBytes(StandardCharsets.UTF_8));
    }
}
