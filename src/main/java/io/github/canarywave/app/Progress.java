package io.github.canarywave.app;

import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Report;
import io.github.canarywave.domain.fleet.WireState;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which reports of progress need no folding: what a device says next in the same batch is progress
 * of the same command too. In a storm they are most of what comes.
 */
final class Progress {
    private Progress() {}

    /** The places in the batch of what was overtaken. */
    static BitSet overtaken(List<Heard> batch) {
        BitSet overtaken = new BitSet(batch.size());
        Map<DeviceId, Heard> next = new HashMap<>();
        for (int i = batch.size() - 1; i >= 0; i--) {
            Heard heard = batch.get(i);
            Optional<DeviceId> sender = heard.sender();
            if (sender.isEmpty()) continue;
            Heard later = next.put(sender.get(), heard);
            if (later != null && sameProgress(heard, later)) overtaken.set(i);
        }
        return overtaken;
    }

    private static boolean sameProgress(Heard heard, Heard later) {
        return heard instanceof Heard.Reported(_, var one, _)
                && later instanceof Heard.Reported(_, var two, _)
                && isProgress(one)
                && isProgress(two)
                && one.id().equals(two.id())
                && one.session().equals(two.session());
    }

    private static boolean isProgress(Report report) {
        return report.state() == WireState.DOWNLOADING && report.seq().isEmpty();
    }
}
