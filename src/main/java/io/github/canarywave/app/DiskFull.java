package io.github.canarywave.app;

import java.io.IOException;
import java.io.Serial;
import java.util.Locale;

/** The disk has no room for it; nothing of it has happened, and it may be tried again. */
public final class DiskFull extends StoreUnavailable {
    @Serial private static final long serialVersionUID = 1;

    private final String why;

    public DiskFull(String message, Throwable cause) {
        super(message, cause);
        this.why = message;
    }

    /** What there is no room for, and what to do. */
    public String why() {
        return why;
    }

    /** Whether the operating system said so: it gives no more than a text (ENOSPC, EDQUOT). */
    public static boolean is(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof DiskFull) return true;
            String text = String.valueOf(t.getMessage()).toLowerCase(Locale.ROOT);
            if (t instanceof IOException && says(text)) return true;
        }
        return false;
    }

    private static boolean says(String text) {
        return text.contains("no space left on device") || text.contains("quota exceeded");
    }
}
