package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.fleet.Device;

/** A device and the attempt that counts for it. */
public record Candidate(Device device, Attempt attempt) {}
