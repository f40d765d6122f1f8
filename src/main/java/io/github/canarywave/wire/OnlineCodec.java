package io.github.canarywave.wire;

import io.github.canarywave.domain.fleet.OnlineNotice;
import io.github.canarywave.domain.fleet.SessionId;

import java.util.Optional;

/** Reads the payloads of {@code {p}/{id}/online}. Safe from any thread. */
public final class OnlineCodec {
    /** Twice the longest notice; a last will lies in the packet that connects. */
    public static final int MAX_BYTES = 128;

    private OnlineCodec() {}

    /** Reads a notice or last will, whatever the bytes are. */
    public static Reading<OnlineNotice> read(byte[] payload) {
        try {
            Fields fields = Fields.of(payload, MAX_BYTES);
            return new Reading.Read<>(
                    new OnlineNotice(
                            fields.flag("online"),
                            fields.value("session", SessionId::new),
                            (int) fields.integer("connect", 0, ReportCodec.NUMBER_MAX)));
        } catch (Refusal e) {
            return new Reading.Rejected<>(e.reason().word(), e.why(), Optional.empty());
        }
    }
}
