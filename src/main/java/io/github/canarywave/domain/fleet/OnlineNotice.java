package io.github.canarywave.domain.fleet;

/** The retained word of a connection that it stands, or the broker's that it broke. */
public record OnlineNotice(boolean online, SessionId session, int connect) {}
