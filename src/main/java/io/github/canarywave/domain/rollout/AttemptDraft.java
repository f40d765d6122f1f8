package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.DeviceId;

import java.time.Instant;
import java.util.Optional;

/** An attempt while it is changed. Confined to one thread. */
final class AttemptDraft {
    private final CampaignName rollout;
    private final DeviceId device;
    private int number;
    private final int position;
    private int wave;
    private final String stratum;
    private State state;
    private Optional<CommandId> command;
    private long key;
    private long startOrder;
    private int burned;
    private int backoffs;
    private Optional<Code> lastCode;
    private Instant giveUpAt;
    private boolean commandCounts;
    private long revision;

    AttemptDraft(Attempt attempt) {
        rollout = attempt.rollout();
        device = attempt.device();
        number = attempt.number();
        position = attempt.position();
        wave = attempt.wave();
        stratum = attempt.stratum();
        state = attempt.state();
        command = attempt.command();
        key = attempt.key();
        startOrder = attempt.startOrder();
        burned = attempt.burned();
        backoffs = attempt.backoffs();
        lastCode = attempt.lastCode();
        giveUpAt = attempt.giveUpAt();
        commandCounts = attempt.commandCounts();
        revision = attempt.revision();
    }

    AttemptDraft number(int value) {
        number = value;
        return this;
    }

    AttemptDraft wave(int value) {
        wave = value;
        return this;
    }

    AttemptDraft state(State value) {
        state = value;
        return this;
    }

    AttemptDraft command(Optional<CommandId> value) {
        command = value;
        return this;
    }

    AttemptDraft key(long value) {
        key = value;
        return this;
    }

    AttemptDraft startOrder(long value) {
        startOrder = value;
        return this;
    }

    AttemptDraft burned(int value) {
        burned = value;
        return this;
    }

    AttemptDraft backoffs(int value) {
        backoffs = value;
        return this;
    }

    AttemptDraft lastCode(Optional<Code> value) {
        lastCode = value;
        return this;
    }

    AttemptDraft giveUpAt(Instant value) {
        giveUpAt = value;
        return this;
    }

    AttemptDraft commandCounts(boolean value) {
        commandCounts = value;
        return this;
    }

    AttemptDraft revision(long value) {
        revision = value;
        return this;
    }

    Attempt build() {
        return new Attempt(
                rollout,
                device,
                number,
                position,
                wave,
                stratum,
                state,
                command,
                key,
                startOrder,
                burned,
                backoffs,
                lastCode,
                giveUpAt,
                commandCounts,
                revision);
    }
}
