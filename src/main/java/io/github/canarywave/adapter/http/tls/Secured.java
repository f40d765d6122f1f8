package io.github.canarywave.adapter.http.tls;

/**
 * How a connection is secured.
 *
 * @param version of the protocol, as Java names it
 * @param smallRecords whether it gets records smaller than the protocol allows
 * @param resumed whether it went on with a session of before
 */
public record Secured(String version, boolean smallRecords, boolean resumed) {}
