package io.github.canarywave.wire;

import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.WireState;
import io.github.canarywave.wire.Refusal.Reason;

import java.util.Optional;

/** The words for where a device stands with a command, shared by reports and births. */
final class Standings {
    private Standings() {}

    static WireState state(Fields fields) throws Refusal {
        String word = fields.text("state");
        return WireState.of(word)
                .orElseThrow(() -> new Refusal(Reason.UNKNOWN_STATE, "unknown state " + word));
    }

    /** The code, if the state is one that carries a code; on others it means nothing. */
    static Optional<Code> code(Fields fields, WireState state) throws Refusal {
        if (!carriesCode(state) || !fields.has("code")) return Optional.empty();
        String word = fields.text("code");
        return Optional.of(
                Code.of(state, word)
                        .orElseThrow(
                                () ->
                                        new Refusal(
                                                Reason.UNKNOWN_CODE,
                                                "unknown code " + word + " of " + state.word())));
    }

    static boolean carriesCode(WireState state) {
        return switch (state) {
            case REFUSED, FAILED, ROLLED_BACK -> true;
            case ACCEPTED, DOWNLOADING, INSTALLING, REBOOTING, PROBATION, CONFIRMED -> false;
        };
    }
}
