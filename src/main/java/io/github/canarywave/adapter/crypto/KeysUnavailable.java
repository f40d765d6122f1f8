package io.github.canarywave.adapter.crypto;

/** Keys or certificates cannot be read, made or stored; the message says which, and what to do. */
public final class KeysUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public KeysUnavailable(String message) {
        super(message);
    }

    KeysUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
