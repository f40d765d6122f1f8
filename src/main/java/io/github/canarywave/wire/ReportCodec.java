package io.github.canarywave.wire;

import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.Report;
import io.github.canarywave.domain.fleet.SessionId;
import io.github.canarywave.domain.fleet.WireState;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.rollout.ArtifactContent;
import io.github.canarywave.wire.Refusal.Reason;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the payloads of {@code {p}/{id}/report}. Safe from any thread. */
public final class ReportCodec {
    /** The packet buffer of PubSubClient, which many devices use. */
    public static final int MAX_BYTES = 256;

    /** Numbers on the wire are positive and have 32 bits. */
    static final long NUMBER_MAX = Integer.MAX_VALUE;

    private static final int DETAIL_MAX_BYTES = 48;

    private ReportCodec() {}

    /**
     * Reads one report, whatever the bytes are. One that is rejected but names its session and
     * number carries both, because it must be acknowledged.
     */
    public static Reading<Report> read(byte[] payload) {
        Optional<ReportKey> key = Optional.empty();
        try {
            Fields fields = Fields.of(payload, MAX_BYTES);
            SessionId session = fields.value("session", SessionId::new);
            OptionalLong seq = seq(fields);
            if (seq.isPresent()) key = Optional.of(new ReportKey(session, seq.getAsLong()));
            return new Reading.Read<>(report(fields, session, seq, Sha256.of(payload)));
        } catch (Refusal e) {
            return new Reading.Rejected<>(e.reason().word(), e.why(), key);
        }
    }

    private static OptionalLong seq(Fields fields) throws Refusal {
        return fields.has("seq")
                ? OptionalLong.of(fields.integer("seq", 1, NUMBER_MAX))
                : OptionalLong.empty();
    }

    private static Report report(Fields fields, SessionId session, OptionalLong seq, Sha256 digest)
            throws Refusal {
        WireState state = Standings.state(fields);
        CommandId id = fields.value("id", CommandId::new);
        if (state.numbered() && seq.isEmpty())
            throw new Refusal(Reason.MISSING_FIELD, "seq is missing on " + state.word());
        if (!state.numbered() && seq.isPresent())
            throw new Refusal(Reason.UNEXPECTED_FIELD, "seq must be absent on " + state.word());
        Optional<Code> code = Standings.code(fields, state);
        if (code.isEmpty() && Standings.carriesCode(state))
            throw new Refusal(Reason.MISSING_FIELD, "code is missing on " + state.word());
        return new Report(
                session, seq, id, state, bytes(fields, state), code, detail(fields), digest);
    }

    private static long bytes(Fields fields, WireState state) throws Refusal {
        return state == WireState.DOWNLOADING
                ? fields.integer("bytes", 0, ArtifactContent.SIZE_MAX_BYTES)
                : 0;
    }

    /** Words for people must not cost the outcome they explain: they are made fit instead. */
    private static Optional<String> detail(Fields fields) throws Refusal {
        return fields.has("detail") ? Optional.of(fit(fields.text("detail"))) : Optional.empty();
    }

    private static String fit(String text) {
        StringBuilder fit = new StringBuilder();
        int bytes = 0;
        for (int c : text.codePoints().toArray()) {
            String shown = isPrintable(c) ? Character.toString(c) : "?";
            bytes += shown.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > DETAIL_MAX_BYTES) break;
            fit.append(shown);
        }
        return fit.toString();
    }

    /** Neither a control character nor half of a surrogate pair, which stores cannot keep. */
    private static boolean isPrintable(int c) {
        return !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE;
    }
}
