package io.github.canarywave.domain.campaign;

import io.github.canarywave.domain.campaign.Gate.Action;
import io.github.canarywave.domain.campaign.Gate.FailureRate;
import io.github.canarywave.domain.campaign.Gate.Prometheus;
import io.github.canarywave.domain.campaign.Gate.Webhook;

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
                switch (before) {
                    case FailureRate from when after instanceof FailureRate to -> looser(from, to);
                    case Prometheus from when after instanceof Prometheus to -> looser(from, to);
                    case Webhook from when after instanceof Webhook to -> looser(from, to);
                    default -> "it is another gate";
                };
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
        return looser(from.action(), to.action());
    }

    private static String looser(Prometheus from, Prometheus to) {
        if (!to.query().equals(from.query())) return "another query is another gate";
        if (!to.limits().within(from.limits())) return "limits that hold more are looser";
        return looser(from.action(), to.action());
    }

    private static String looser(Webhook from, Webhook to) {
        if (!to.name().equals(from.name())) return "another hook is another gate";
        return looser(from.action(), to.action());
    }

    private static String looser(Action from, Action to) {
        if (from == Action.HALT && to != Action.HALT) return "anything but a halt is looser";
        return from == Action.PAUSE && to == Action.NOTIFY ? "to hold nothing is looser" : "";
    }
}
