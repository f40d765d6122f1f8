package io.github.canarywave.app;

/** The database could not do what was asked; nothing of it has happened. */
public sealed class StoreUnavailable extends RuntimeException permits DiskFull {
    private static final long serialVersionUID = 1;

    public StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
