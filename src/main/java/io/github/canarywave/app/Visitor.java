package io.github.canarywave.app;

/**
 * Where a login came from, so that people know one session from another.
 *
 * @param address of the network
 * @param browser as it calls itself, at most {@link #BROWSER_LENGTH} characters are kept
 */
public record Visitor(String address, String browser) {
    /** The usual names of browsers are shorter. */
    public static final int BROWSER_LENGTH = 200;

    public Visitor {
        if (browser.length() > BROWSER_LENGTH) browser = browser.substring(0, BROWSER_LENGTH);
    }
}
