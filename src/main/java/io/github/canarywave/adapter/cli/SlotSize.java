package io.github.canarywave.adapter.cli;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much room devices have for an image, as a person wrote it.
 *
 * @param text as in partition tables: {@code 1536KiB}, {@code 1536K}, {@code 0x180000}
 */
record SlotSize(String text) {
    private static final Pattern SHAPE =
            Pattern.compile("0x(?<hex>[0-9a-fA-F]{1,8})|(?<count>[0-9]{1,9})(?<unit>|[KM](iB)?)");

    SlotSize {
        if (!SHAPE.matcher(text).matches())
            throw new IllegalArgumentException(
                    "a slot size is written like 1536KiB, 2MiB, 1572864 or 0x180000, got \""
                            + text
                            + "\"");
    }

    long bytes() {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) throw new IllegalStateException("was checked: " + text);
        if (matcher.group("hex") != null) return Long.parseLong(matcher.group("hex"), 16);
        long count = Long.parseLong(matcher.group("count"));
        String unit = matcher.group("unit");
        if (unit.isEmpty()) return count;
        return count * (unit.startsWith("K") ? 1024 : 1024 * 1024);
    }

    /** Fails with both numbers when the file is larger. */
    void holds(Path file, long size) {
        if (size > bytes())
            throw new Failure(
                    Exit.USAGE,
                    file
                            + " has "
                            + size
                            + " bytes, a slot of "
                            + text
                            + " holds "
                            + bytes()
                            + ": "
                            + (size - bytes())
                            + " too many. Make the image smaller, or the slot larger on devices.");
    }
}
