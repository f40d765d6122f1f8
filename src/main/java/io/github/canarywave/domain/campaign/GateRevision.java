package io.github.canarywave.domain.campaign;

import io.github.canarywave.domain.campaign.Gate.Action;
import io.github.canarywave.domain.campaign.Gate.FailureRate;

import java.util.ArrayList;
import java.util.List;

/** Whether the gates of a wave were made tighter. */
final class GateRevision {
    private GateRevision() {}

    /**
     * One gate that was edited.
     *
     * @param why it is not tighter; empty when it is
     */
    record Edit(String from, String to, boolean tighter, String why) {}

    /** Gates keep their places, because what persons overruled is known by it; more may follow. */
    static List<Edit> between(List<Gate> before, List<Gate> after) {
        List<Edit> edits = new ArrayList<>();
        for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
            if (i >= after.size())
                edits.add(new Edit(before.get(i) + "", "none", false, "a gate cannot be left out"));
            else if (i >= before.size()) edits.add(new Edit("none", after.get(i) + "", true, ""));
            else if (!before.get(i).equals(after.get(i)))
                edits.add(edit(before.get(i), after.get(i)));
        }
        return edits;
    }

    private static Edit edit(Gate before, Gate after) {
        String why =
                before instanceof FailureRate from && after instanceof FailureRate to
                        ? looser(from, to)
                        : "it is another gate";
        return new Edit(before.toString(), after.toString(), why.isEmpty(), why);
    }

    private static String looser(FailureRate from, FailureRate to) {
        if (to.max().compareTo(from.max()) > 0) return "a higher limit is looser";
        // A smaller sample passes sooner, a larger one halts later.
        if (to.minSample() != from.minSample()) return "the sample cannot change";
        boolean surer =
                to.confidence()
                        .filter(
                                level ->
                                        from.confidence()
                                                .filter(l -> level.compareTo(l) <= 0)
                                                .isEmpty())
                        .isPresent();
        if (surer) return "to be surer before it halts is looser";
        return from.action() == Action.HALT && to.action() != Action.HALT
                ? "anything but a halt is looser"
                : "";
    }
}
