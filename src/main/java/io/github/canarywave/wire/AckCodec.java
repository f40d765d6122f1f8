package io.github.canarywave.wire;

import io.github.canarywave.domain.fleet.SessionId;

import java.nio.charset.StandardCharsets;

/** Writes the payloads of {@code {p}/{id}/ack}. Safe from any thread. */
public final class AckCodec {
    private AckCodec() {}

    /** Says that exactly this report is on disk: {@code {"session":"Xy81Lm","seq":2}}. */
    public static byte[] write(SessionId session, long seq) {
        // The shape of a session id leaves nothing to escape.
        String json = "{\"session\":\"" + session + "\",\"seq\":" + seq + "}";
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
