package io.github.canarywave.app;

/** The database could not do what was asked; nothing of it has happened. */
public final class StoreUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
