package io.github.canarywave.adapter.broker;

/** The embedded broker could not begin to listen. */
public final class BrokerStartFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    BrokerStartFailed(String message) {
        super(message);
    }

    BrokerStartFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
