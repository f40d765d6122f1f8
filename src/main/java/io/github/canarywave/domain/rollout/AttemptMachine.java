package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.campaign.Timeouts;
import io.github.canarywave.domain.fleet.Birth.Standing;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.WireState;
import io.github.canarywave.domain.rollout.Signal.Born;
import io.github.canarywave.domain.rollout.Signal.CommandStored;
import io.github.canarywave.domain.rollout.Signal.DeadlinePassed;
import io.github.canarywave.domain.rollout.Signal.NobodyListens;
import io.github.canarywave.domain.rollout.Signal.Said;
import io.github.canarywave.domain.rollout.Signal.SaidAccepted;
import io.github.canarywave.domain.rollout.Signal.SaidConfirmed;
import io.github.canarywave.domain.rollout.Signal.SaidDownloading;
import io.github.canarywave.domain.rollout.Signal.SaidFailed;
import io.github.canarywave.domain.rollout.Signal.SaidInstalling;
import io.github.canarywave.domain.rollout.Signal.SaidProbation;
import io.github.canarywave.domain.rollout.Signal.SaidRebooting;
import io.github.canarywave.domain.rollout.Signal.SaidRefused;
import io.github.canarywave.domain.rollout.Signal.SaidRolledBack;
import io.github.canarywave.domain.rollout.Signal.Served;
import io.github.canarywave.domain.rollout.Signal.WithdrawalDecided;
import io.github.canarywave.domain.rollout.State.Accepted;
import io.github.canarywave.domain.rollout.State.Active;
import io.github.canarywave.domain.rollout.State.Applying;
import io.github.canarywave.domain.rollout.State.Commanded;
import io.github.canarywave.domain.rollout.State.Confirmed;
import io.github.canarywave.domain.rollout.State.Current;
import io.github.canarywave.domain.rollout.State.Downloading;
import io.github.canarywave.domain.rollout.State.Ended;
import io.github.canarywave.domain.rollout.State.Expired;
import io.github.canarywave.domain.rollout.State.Failed;
import io.github.canarywave.domain.rollout.State.Installing;
import io.github.canarywave.domain.rollout.State.Lost;
import io.github.canarywave.domain.rollout.State.Probation;
import io.github.canarywave.domain.rollout.State.Queued;
import io.github.canarywave.domain.rollout.State.Rebooting;
import io.github.canarywave.domain.rollout.State.Refused;
import io.github.canarywave.domain.rollout.State.RolledBack;
import io.github.canarywave.domain.rollout.State.Starting;
import io.github.canarywave.domain.rollout.State.Withdrawn;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The attempt machine: every state against every signal, one row per transition.
 *
 * @param timeouts how long each step may take
 * @param probation how long the device watches itself, added to the time to confirm
 */
public record AttemptMachine(Timeouts timeouts, Duration probation) {
    /**
     * How long a device that says it is healthy may leave us without the birth that shows it: it
     * repeats its report at least hourly, and is asked for the birth each time.
     */
    private static final Duration BIRTH = Duration.ofHours(12);

    private static final String OLDER = "older than what we know";
    private static final String NOT_OVER = "its probation is not over";

    private record On(State state, Signal signal) {}

    /** What the signal does to an attempt in this state. Each pair has an answer. */
    public Step step(State state, Signal signal) {
        return switch (new On(state, signal)) {
            // Waiting: nothing was asked of the device in this attempt.
            case On(Queued _, CommandStored(var at)) -> to(new Commanded(acceptBy(at)));
            case On(Queued q, DeadlinePassed(var at)) -> to(new Expired(at, q.word()));
            case On(Queued _, Born b) when b.runsWanted() && b.mayEnd() -> to(new Current(b.at()));
            case On(Queued _, Born _) -> stay("attempt was not commanded");
            case On(Queued _, SaidConfirmed(var at, var runs)) when runs -> to(new Confirmed(at));
            case On(Queued _, Said _) -> stay("attempt was not commanded");
            case On(Queued _, Served _) -> stay("attempt was not commanded");
            case On(Queued _, NobodyListens _) -> stay("attempt was not commanded");
            case On(Queued _, WithdrawalDecided _) -> stay("nothing to withdraw");

            // Commanded, and not past the start of installation.
            case On(Commanded c, NobodyListens(var at)) -> to(new Expired(at, c.word()));
            case On(Commanded _, SaidAccepted(var at)) -> to(new Accepted(downloadBy(at)));
            case On(Starting s, DeadlinePassed(var at)) -> to(new Expired(at, s.word()));
            case On(Starting _, WithdrawalDecided(var at)) -> to(new Withdrawn(at));
            case On(Starting _, Served(var at, _, var last)) when last ->
                    to(new Installing(installBy(at)));
            case On(Starting s, Served(var at, var upTo, _)) -> fetched(s, at, upTo);
            case On(Starting s, SaidDownloading(var at, var bytes)) -> fetched(s, at, bytes);
            case On(Starting _, SaidAccepted _) -> stay(OLDER);
            case On(Starting _, NobodyListens _) -> stay("the device has answered meanwhile");
            case On(Starting s, Born b) when b.runsWanted() -> to(bornWanted(s, b));
            case On(Starting _, Born b) when saidEnd(b).isPresent() -> to(saidEnd(b).get());
            case On(Starting _, Born _) -> stay("restarted before it installed");

            // Past the start of installation.
            case On(Installing _, Served(var at, _, _)) -> to(new Installing(installBy(at)));
            case On(Installing _, SaidDownloading(var at, _)) -> to(new Installing(installBy(at)));
            case On(Installing _, SaidInstalling(var at)) -> to(new Installing(installBy(at)));
            case On(Installing _, SaidRebooting(var at)) -> to(new Rebooting(installBy(at)));
            case On(Applying _, Served _) -> stay(OLDER);
            case On(Applying _, SaidDownloading _) -> stay(OLDER);
            case On(Applying _, SaidAccepted _) -> stay(OLDER);
            case On(Applying _, SaidInstalling _) -> stay(OLDER);
            case On(Applying _, SaidRebooting _) -> stay(OLDER);
            case On(Probation p, DeadlinePassed(var at)) when p.healthy() -> to(new Confirmed(at));
            case On(Applying _, DeadlinePassed(var at)) -> to(new Lost(at));
            case On(Applying _, WithdrawalDecided _) -> stay("may still install");
            case On(Applying _, NobodyListens _) -> stay("the device has answered meanwhile");
            case On(Probation p, Born b) when b.runsWanted() -> bornInProbation(p, b);
            case On(Applying s, Born b) when b.runsWanted() -> to(bornWanted(s, b));
            case On(Applying _, Born b) when !b.mayEnd() -> stay("counts fewer boots than before");
            case On(Applying _, Born b) when saidEnd(b).isPresent() -> to(saidEnd(b).get());
            case On(Applying _, Born b) when !b.rebooted() -> stay("has not rebooted yet");
            case On(Applying _, Born b) when saysItHasNotInstalled(b) ->
                    stay("restarted before it installed");
            case On(Applying _, Born b) -> to(fellBack(b));

            // Between command and outcome, wherever.
            case On(Active _, CommandStored _) -> stay("already commanded");
            case On(Active _, SaidInstalling(var at)) -> to(new Installing(installBy(at)));
            case On(Active _, SaidRebooting(var at)) -> to(new Rebooting(installBy(at)));
            case On(Probation _, SaidProbation _) -> stay(OLDER);
            case On(Active _, SaidProbation(var at)) ->
                    to(new Probation(confirmBy(at), false, false));
            case On(Probation p, SaidConfirmed _) when p.healthy() -> stay(NOT_OVER);
            case On(Active s, SaidConfirmed(var at, var runs)) when runs -> to(healthy(s, at));
            case On(Probation p, SaidConfirmed(var at, _)) when p.born() -> to(healthy(p, at));
            case On(Probation p, SaidConfirmed _) when p.markedValid() ->
                    stay("waits for its birth");
            case On(Probation p, SaidConfirmed(var at, _)) ->
                    to(new Probation(birthBy(at), p.born(), true));
            case On(Active _, SaidConfirmed(var at, _)) ->
                    to(new Probation(birthBy(at), false, true));
            case On(Active _, SaidRolledBack(var at, var why)) ->
                    to(new RolledBack(at, why, false));
            case On(Active _, SaidFailed(var at, var why)) -> to(new Failed(at, why));
            case On(Active _, SaidRefused(var at, var why)) -> to(new Refused(at, why));

            // Ended for good.
            case On(Confirmed _, _) -> stay("attempt is confirmed");
            case On(Current _, _) -> stay("it ran the image already");

            // Ended, and a late word corrects what is shown; evidence it never corrects.
            case On(Ended _, SaidConfirmed(var at, var runs)) when runs -> to(new Confirmed(at));
            case On(Ended _, Born b) when b.runsWanted() && b.mayEnd() && saysConfirmed(b) ->
                    to(new Confirmed(b.at()));
            case On(Lost _, SaidRolledBack(var at, var why)) -> to(new RolledBack(at, why, false));
            case On(Lost _, SaidFailed(var at, var why)) -> to(new Failed(at, why));
            case On(Lost _, Born b) when !b.runsWanted() && b.rebooted() && b.mayEnd() ->
                    to(saidEnd(b).orElseGet(() -> fellBack(b)));
            case On(RolledBack(_, _, var inferred), SaidRolledBack(var at, var why))
                    when inferred ->
                    to(new RolledBack(at, why, false));

            // Withdrawn, and it went on all the same: it counts like any other.
            case On(Withdrawn w, Served _) when w.stopped() -> stay(OLDER);
            case On(Withdrawn _, Served(var at, _, var last)) when last ->
                    to(new Installing(installBy(at)));
            case On(Withdrawn _, SaidInstalling(var at)) -> to(new Installing(installBy(at)));
            case On(Withdrawn _, SaidRebooting(var at)) -> to(new Rebooting(installBy(at)));
            case On(Withdrawn _, SaidProbation(var at)) ->
                    to(new Probation(confirmBy(at), false, false));
            case On(Withdrawn s, Born b) when b.runsWanted() -> to(bornWanted(s, b));
            case On(Withdrawn _, SaidRolledBack(var at, var why)) ->
                    to(new RolledBack(at, why, false));
            case On(Withdrawn _, SaidFailed(var at, var why)) when why.counted() ->
                    to(new Failed(at, why));
            case On(Withdrawn w, SaidRefused _) when !w.stopped() ->
                    to(new Withdrawn(w.at(), true));
            case On(Withdrawn w, SaidFailed _) when !w.stopped() -> to(new Withdrawn(w.at(), true));
            case On(Ended _, _) -> stay("attempt has ended");
        };
    }

    private Step fetched(Starting state, Instant at, long bytes) {
        if (state instanceof Downloading(_, var known) && bytes <= known)
            return stay("no byte that we did not know of");
        return to(new Downloading(downloadBy(at), bytes));
    }

    private State bornWanted(State before, Born b) {
        return b.mayEnd() && saysConfirmed(b)
                ? healthy(before, b.at())
                : new Probation(confirmBy(b.at()), true, false);
    }

    private Step bornInProbation(Probation p, Born b) {
        if (p.healthy()) return stay(NOT_OVER);
        if (b.mayEnd() && (p.markedValid() || saysConfirmed(b))) return to(healthy(p, b.at()));
        return p.born()
                ? stay("its birth was seen before")
                : to(new Probation(p.deadline(), true, p.markedValid()));
    }

    /**
     * It runs the image and says that it is healthy, which it must still be after its probation.
     */
    private State healthy(State before, Instant at) {
        Instant over = probationOver(before, at);
        return over.isAfter(at) ? new Probation(over, true, true) : new Confirmed(at);
    }

    /** Counts from the first word of the new image that had an effect. */
    private Instant probationOver(State before, Instant at) {
        return before instanceof Probation p && !p.markedValid()
                ? p.deadline().minus(timeouts.confirm())
                : at.plus(probation);
    }

    private static boolean saysConfirmed(Born b) {
        return b.standing().filter(s -> s.state() == WireState.CONFIRMED).isPresent();
    }

    private static boolean saysItHasNotInstalled(Born b) {
        return b.standing()
                .filter(s -> s.state() == WireState.ACCEPTED || s.state() == WireState.DOWNLOADING)
                .isPresent();
    }

    /** The end that the birth itself tells, with its code. */
    private static Optional<State> saidEnd(Born b) {
        if (!b.mayEnd()) return Optional.empty();
        return b.standing().flatMap(s -> s.code().flatMap(code -> endOf(s, code, b.at())));
    }

    private static Optional<State> endOf(Standing standing, Code code, Instant at) {
        return switch (standing.state()) {
            // The report that follows tells the same, and its detail.
            case ROLLED_BACK -> Optional.of(new RolledBack(at, code, true));
            case FAILED -> Optional.of(new Failed(at, code));
            case REFUSED -> Optional.of(new Refused(at, code));
            case ACCEPTED, DOWNLOADING, INSTALLING, REBOOTING, PROBATION, CONFIRMED ->
                    Optional.empty();
        };
    }

    /** It runs another image after the start of installation; why it booted is all we know. */
    private static State fellBack(Born b) {
        Code why =
                switch (b.bootReason()) {
                    case "power-on", "brownout" -> Code.POWER_LOSS;
                    case "watchdog" -> Code.WATCHDOG;
                    default -> Code.ROLLED_BACK_UNKNOWN;
                };
        return new RolledBack(b.at(), why, true);
    }

    private Instant acceptBy(Instant at) {
        return at.plus(timeouts.accept());
    }

    private Instant downloadBy(Instant at) {
        return at.plus(timeouts.download());
    }

    private Instant installBy(Instant at) {
        return at.plus(timeouts.install());
    }

    private Instant confirmBy(Instant at) {
        return at.plus(timeouts.confirm()).plus(probation);
    }

    private static Instant birthBy(Instant at) {
        return at.plus(BIRTH);
    }

    private static Step to(State state) {
        return new Step.Moved(state);
    }

    private static Step stay(String why) {
        return new Step.Stayed(why);
    }
}
