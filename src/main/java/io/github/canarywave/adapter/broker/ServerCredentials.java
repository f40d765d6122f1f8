package io.github.canarywave.adapter.broker;

/** What the server itself shows to its broker; made anew at each start, never stored. */
public record ServerCredentials(String userName, String password) {
    /** Client ids that begin so are the server's; no device may use one. */
    public static final String CLIENT_ID_PREFIX = "canarywave-";

    @Override
    public String toString() {
        return "ServerCredentials[userName=" + userName + ", password=(hidden)]";
    }
}
