package io.github.canarywave.app;

import io.github.canarywave.domain.rollout.Attempt;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;

/**
 * Folds signals each in a transaction of its own after a turn failed by a fault of ours, so that
 * one bad signal stops nobody else. What fails again is left out: its sender gets no
 * acknowledgement of ours and repeats it, and the line in the log says what it was.
 */
final class Isolation {
    private static final Logger LOG = LoggerFactory.getLogger(Isolation.class);

    private final Store store;
    private final Turns turns;
    private final Counters counters;

    Isolation(Store store, Turns turns, Counters counters) {
        this.store = store;
        this.turns = turns;
        this.counters = counters;
    }

    void facts(List<Heard> batch, Now now) {
        for (Heard heard : batch) {
            try {
                turns.facts(now, turn -> turn.fold(List.of(heard)));
            } catch (StoreUnavailable e) {
                throw e;
            } catch (RuntimeException e) {
                counters.count("signals_failed_by_our_fault");
                LOG.error("signal left out by a fault of ours signal=\"{}\"", heard, e);
                // The broker must go on to the next one; the device hears nothing and repeats.
                heard.receipt().stored();
            }
        }
        for (Attempt due : store.read(reads -> reads.due(now.hearing(), FactTurn.DUE_ROWS)))
            deadline(due, now);
    }

    private void deadline(Attempt due, Now now) {
        try {
            turns.facts(now, turn -> turn.deadline(due));
        } catch (StoreUnavailable e) {
            throw e;
        } catch (RuntimeException e) {
            counters.count("deadlines_failed_by_our_fault");
            LOG.error(
                    "deadline left out by a fault of ours rollout={} device={} attempt={}",
                    due.rollout(),
                    due.device(),
                    due.number(),
                    e);
        }
    }
}
