package io.github.canarywave.adapter.store;

import static io.github.canarywave.adapter.store.Columns.bit;
import static io.github.canarywave.adapter.store.Columns.ms;

import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.rollout.State;
import io.github.canarywave.domain.rollout.State.Accepted;
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
import io.github.canarywave.domain.rollout.State.Withdrawn;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** The state of an attempt in columns: one column for each field that some state has. */
final class StateColumns {
    static final List<String> NAMES =
            List.of(
                    "state",
                    "deadline_ms",
                    "ended_ms",
                    "code",
                    "not_before_ms",
                    "download_bytes",
                    "born",
                    "marked_valid",
                    "inferred",
                    "expired_in",
                    "stopped");
    private static final int BY_STATE = 4;

    private StateColumns() {}

    /** Puts the values behind {@link #NAMES} into an array, from an index on. */
    static void write(State state, @Nullable Object[] values, int from) {
        Arrays.fill(values, from, from + NAMES.size(), null);
        values[from] = state.word();
        values[from + 1] = ms(state.deadline());
        values[from + 2] = state instanceof Ended ended ? ms(ended.at()) : null;
        values[from + 3] = state.code().map(Code::word).orElse(null);
        int own = from + BY_STATE;
        switch (state) {
            case Queued(var notBefore, _) -> values[own] = ms(notBefore);
            case Downloading(_, var bytes) -> values[own + 1] = bytes;
            case Probation(_, var born, var markedValid) -> {
                values[own + 2] = bit(born);
                values[own + 3] = bit(markedValid);
            }
            case RolledBack(_, _, var inferred) -> values[own + 4] = bit(inferred);
            case Expired(_, var in) -> values[own + 5] = in;
            case Withdrawn(_, var stopped) -> values[own + 6] = bit(stopped);
            default -> {}
        }
    }

    static State read(Cells row) throws SQLException {
        String word = row.getString("state");
        Instant deadline = Columns.instant(row, "deadline_ms");
        Instant at = Columns.instant(row, "ended_ms");
        return switch (word) {
            case "Queued" -> new Queued(Columns.instant(row, "not_before_ms"), deadline);
            case "Commanded" -> new Commanded(deadline);
            case "Accepted" -> new Accepted(deadline);
            case "Downloading" -> new Downloading(deadline, row.getLong("download_bytes"));
            case "Installing" -> new Installing(deadline);
            case "Rebooting" -> new Rebooting(deadline);
            case "Probation" -> new Probation(deadline, bit(row, "born"), bit(row, "marked_valid"));
            case "Confirmed" -> new Confirmed(at);
            case "RolledBack" -> new RolledBack(at, code(row), bit(row, "inferred"));
            case "Failed" -> new Failed(at, code(row));
            case "Refused" -> new Refused(at, code(row));
            case "Expired" -> new Expired(at, row.getString("expired_in"));
            case "Lost" -> new Lost(at);
            case "Withdrawn" -> new Withdrawn(at, bit(row, "stopped"));
            case "Current" -> new Current(at);
            default ->
                    throw new IllegalStateException(
                            "the database holds an attempt in state \""
                                    + word
                                    + "\", which this version does not know");
        };
    }

    private static Code code(Cells row) throws SQLException {
        return Columns.code(row.getString("code"));
    }
}
