package io.github.canarywave.adapter.broker;

/** What the server itself shows to its broker; made anew at each start, never stored. */
public record ServerCredentials(String userName, String password) {
    @Override
    public String toString() {
        return "ServerCredentials[userName=" + userName + ", password=(hidden)]";
    }
}
