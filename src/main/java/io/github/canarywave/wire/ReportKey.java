package io.github.canarywave.wire;

import io.github.canarywave.domain.fleet.SessionId;

/**
 * What an acknowledgement names: one numbered report of one run of a device.
 *
 * @param seq from 1
 */
public record ReportKey(SessionId session, long seq) {}
