package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.DeviceId;

import java.time.Instant;
import java.util.Optional;

/**
 * One numbered try on one device.
 *
 * @param number from 1; the highest of a device is the one that counts
 * @param position place of the device in the frozen cohort, from 0
 * @param wave index of the wave that contains it, from 0
 * @param stratum alike devices share one
 * @param command the one command of this attempt, once there is one
 * @param key names this attempt in a download URL, 0 while there is no command
 * @param startOrder place in the order in which attempts of the rollout passed the start of
 *     installation, from 1; 0 while it has not
 * @param burned attempts on this device that ended with a burning cause, this one not included
 * @param backoffs waits behind us, decides the next one
 * @param lastCode why the attempt before this one ended
 * @param giveUpAt until when the device is tried again, hearing time
 * @param commandCounts whether the device counts among the commanded ones of the slow start for
 *     good; one that is Commanded counts too, until it refuses before accepting
 * @param revision rises with each write
 */
public record Attempt(
        CampaignName rollout,
        DeviceId device,
        int number,
        int position,
        int wave,
        String stratum,
        State state,
        Optional<CommandId> command,
        long key,
        long startOrder,
        int burned,
        int backoffs,
        Optional<Code> lastCode,
        Instant giveUpAt,
        boolean commandCounts,
        long revision) {

    /** The first attempt of a frozen device; it has no deadline until its wave opens. */
    public static Attempt frozen(
            CampaignName rollout, DeviceId device, int position, int wave, String stratum) {
        return new Attempt(
                rollout,
                device,
                1,
                position,
                wave,
                stratum,
                new State.Queued(Instant.EPOCH, Instant.MAX),
                Optional.empty(),
                0,
                0,
                0,
                0,
                Optional.empty(),
                Instant.MAX,
                false,
                0);
    }

    public Attempt in(State newState) {
        return draft().state(newState).build();
    }

    public Attempt started(long order) {
        return draft().startOrder(order).build();
    }

    public Attempt countedAsCommanded() {
        return draft().commandCounts(true).build();
    }

    /** The attempt in another wave, because a revision has moved the waves. */
    public Attempt inWave(int other) {
        return draft().wave(other).build();
    }

    /** The attempt with the command that will be published for it. */
    public Attempt commanded(CommandId id, long newKey) {
        return draft().command(Optional.of(id)).key(newKey).build();
    }

    /** The attempt when its wave opens: from now on it is given up at this instant. */
    public Attempt opened(Instant giveUp) {
        Instant notBefore =
                state instanceof State.Queued(var earliest, _) ? earliest : Instant.EPOCH;
        return draft().state(new State.Queued(notBefore, giveUp)).giveUpAt(giveUp).build();
    }

    /** The attempt as a store keeps it after one more write. */
    public Attempt withRevision(long written) {
        return draft().revision(written).build();
    }

    /** The attempt after this one, on the same device. */
    Attempt next(Instant notBefore, int nowBurned, int nowBackoffs) {
        return draft().number(number + 1)
                .state(new State.Queued(notBefore, giveUpAt))
                .command(Optional.empty())
                .key(0)
                .startOrder(0)
                .burned(nowBurned)
                .backoffs(nowBackoffs)
                .lastCode(state.code())
                .revision(0)
                .build();
    }

    private AttemptDraft draft() {
        return new AttemptDraft(this);
    }
}
