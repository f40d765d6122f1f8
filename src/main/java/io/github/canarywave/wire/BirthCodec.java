package io.github.canarywave.wire;

import io.github.canarywave.domain.fleet.Birth;
import io.github.canarywave.domain.fleet.Birth.Standing;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Running;
import io.github.canarywave.domain.fleet.SessionId;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.fleet.WireState;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.wire.Refusal.Reason;

import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the payloads of {@code {p}/{id}/state}. Safe from any thread. */
public final class BirthCodec {
    /** The packet buffer of esp-mqtt. */
    public static final int MAX_BYTES = 1_024;

    private static final int PROTOCOL = 1;

    /** Short words: slots, boot reasons, abilities, labels. No control characters. */
    private static final Pattern WORD = Pattern.compile("[^\\p{Cntrl}\\p{Cs}]{0,64}");

    private BirthCodec() {}

    /** Reads what a device says of itself, whatever the bytes are. */
    public static Reading<Birth> read(byte[] payload) {
        try {
            return new Reading.Read<>(birth(Fields.of(payload, MAX_BYTES)));
        } catch (Refusal e) {
            return new Reading.Rejected<>(e.reason().word(), e.why(), Optional.empty());
        }
    }

    private static Birth birth(Fields fields) throws Refusal {
        checkProtocol(fields);
        return new Birth(
                fields.value("model", Model::new),
                running(fields),
                fields.optional("slot", BirthCodec::word),
                fields.integer("boot", 0, Long.MAX_VALUE),
                fields.value("boot_reason", BirthCodec::word),
                fields.value("session", SessionId::new),
                (int) fields.integer("connect", 0, ReportCodec.NUMBER_MAX),
                (int) fields.integer("epoch", 0, ReportCodec.NUMBER_MAX),
                // The domain judges it: a device that counts too high is shown as such.
                fields.integer("counter", Long.MIN_VALUE, Long.MAX_VALUE),
                standing(fields),
                fields.texts("anchors", BirthCodec::word),
                fields.texts("can", BirthCodec::word),
                fields.textByName("labels", BirthCodec::word));
    }

    private static void checkProtocol(Fields fields) throws Refusal {
        long protocol = fields.integer("protocol", Long.MIN_VALUE, Long.MAX_VALUE);
        if (protocol != PROTOCOL)
            throw new Refusal(
                    Reason.UNKNOWN_PROTOCOL, "protocol must be " + PROTOCOL + ", got " + protocol);
    }

    private static Running running(Fields fields) throws Refusal {
        return new Running(
                fields.value("version", Version::new),
                fields.optional("image", Sha256::ofBase64Url),
                fields.has("security_version")
                        ? (int) fields.integer("security_version", 0, ReportCodec.NUMBER_MAX)
                        : 0);
    }

    private static Optional<Standing> standing(Fields fields) throws Refusal {
        if (!fields.has("command")) return Optional.empty();
        Fields command = fields.object("command");
        WireState state = Standings.state(command);
        CommandId id = command.value("id", CommandId::new);
        return Optional.of(new Standing(id, state, Standings.code(command, state)));
    }

    private static String word(String text) {
        if (!WORD.matcher(text).matches())
            throw new IllegalArgumentException(
                    "must be at most 64 printable characters, got \"" + text + "\"");
        return text;
    }
}
