package io.github.canarywave.app;

/** There is no connection to the broker now. */
public final class BrokerUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BrokerUnavailable(String message) {
        super(message);
    }
}
