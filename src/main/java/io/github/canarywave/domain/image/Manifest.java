package io.github.canarywave.domain.image;

import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Version;

import java.util.regex.Pattern;

/**
 * The statement that a release key signs: it binds an artifact's bytes to what they are.
 *
 * @param model the hardware kind that the artifact fits
 * @param version what the device will say it runs
 * @param securityVersion the counter that never goes down, 0 or more
 * @param size bytes of the artifact, 1 or more
 * @param sha256 digest of the artifact
 */
public record Manifest(
        Model model, Version version, int securityVersion, long size, Sha256 sha256) {
    /** The first line; names the form, so that no other signed text can be taken for a manifest. */
    public static final String FORM = "canarywave-manifest-1";

    private static final long MAX_SIZE = 999_999_999_999_999_999L;
    private static final int LINES = 6;

    /** At most 18 digits: what fits a long, far above any artifact. */
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");

    private static final Pattern DIGEST = Pattern.compile("[A-Za-z0-9_-]{43}");

    public Manifest {
        if (securityVersion < 0)
            throw new IllegalArgumentException(
                    "the security version of a manifest is 0 or more, got " + securityVersion);
        if (size < 1)
            throw new IllegalArgumentException(
                    "the size in a manifest is 1 byte or more, got " + size);
    }

    /**
     * The signed text: six lines, each ended by LF, ASCII only; the same manifest, the same text.
     */
    public String text() {
        return String.join(
                        "\n",
                        FORM,
                        model.value(),
                        version.value(),
                        Integer.toString(securityVersion),
                        Long.toString(size),
                        sha256.base64Url())
                + "\n";
    }

    /**
     * The manifest with exactly this text: whatever {@link #text} would not write is refused, so
     * that two texts never mean one manifest.
     *
     * @throws IllegalArgumentException with the line that is wrong, when it is no manifest text
     */
    public static Manifest parse(String text) {
        String[] lines = text.split("\n", -1);
        if (lines.length != LINES + 1 || !lines[LINES].isEmpty())
            throw new IllegalArgumentException(
                    "a manifest has 6 lines, each ended by LF, got "
                            + (lines.length - 1)
                            + " line ends");
        if (!lines[0].equals(FORM)) throw wrongLine(1, "must be " + FORM, lines[0]);
        Manifest manifest =
                new Manifest(
                        new Model(lines[1]),
                        new Version(lines[2]),
                        (int) number(4, lines[3], Integer.MAX_VALUE),
                        number(5, lines[4], MAX_SIZE),
                        digest(lines[5]));
        if (!manifest.text().equals(text))
            throw new IllegalArgumentException(
                    "a manifest is written in one way only, got\n" + text);
        return manifest;
    }

    private static long number(int line, String text, long max) {
        if (!NUMBER.matcher(text).matches() || Long.parseLong(text) > max)
            throw wrongLine(line, "must be a number from 0 to " + max, text);
        return Long.parseLong(text);
    }

    private static Sha256 digest(String text) {
        if (!DIGEST.matcher(text).matches())
            throw wrongLine(6, "must be a SHA-256 as 43 characters of base64url", text);
        return Sha256.ofBase64Url(text);
    }

    private static IllegalArgumentException wrongLine(int line, String rule, String seen) {
        return new IllegalArgumentException(
                "line " + line + " of the manifest " + rule + ", got \"" + seen + "\"");
    }
}
