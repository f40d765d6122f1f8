package io.github.canarywave.domain.fleet;

import io.github.canarywave.domain.image.Sha256;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a device says of one command.
 *
 * @param session the run of the device in which it was first said
 * @param seq number within that session, from 1; absent on reports that may be lost
 * @param bytes downloaded so far, 0 unless state is downloading
 * @param code why, on refused, failed and rolled-back
 * @param detail words of the device for people, at most 48 bytes
 * @param digest of the payload, tells a repeat from another report under the same number
 */
public record Report(
        SessionId session,
        OptionalLong seq,
        CommandId id,
        WireState state,
        long bytes,
        Optional<Code> code,
        Optional<String> detail,
        Sha256 digest) {}
