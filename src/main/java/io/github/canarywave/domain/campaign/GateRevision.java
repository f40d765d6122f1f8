package io.github.canarywave.domain.campaign;

import io.github.canarywave.domain.campaign.Gate.Action;
import io.github.canarywave.domain.campaign.Gate.Ceiling;
import io.github.canarywave.domain.campaign.Gate.ErrorCode;
import io.github.canarywave.domain.campaign.Gate.Evidence;
import io.github.canarywave.domain.campaign.Gate.FailureRate;
import io.github.canarywave.domain.campaign.Gate.InstallTime;
import io.github.canarywave.domain.campaign.Gate.Prometheus;
import io.github.canarywave.domain.campaign.Gate.ReportedShare;
import io.github.canarywave.domain.campaign.Gate.RollbackRate;
import io.github.canarywave.domain.campaign.Gate.SuccessRate;
import io.github.canarywave.domain.campaign.Gate.Webhook;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether the gates of a wave were made tighter: whatever devices say, the gate breaches where it
 * breached before, and passes nowhere where it did not pass.
 */
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
                    case Evidence from when after instanceof Evidence to -> looser(from, to);
                    case FailureRate from when after instanceof FailureRate to -> looser(from, to);
                    case RollbackRate from when after instanceof RollbackRate to ->
                            looser(from, to);
                    case SuccessRate from when after instanceof SuccessRate to -> looser(from, to);
                    case ErrorCode from when after instanceof ErrorCode to -> looser(from, to);
                    case ReportedShare from when after instanceof ReportedShare to ->
                            looser(from, to);
                    case InstallTime from when after instanceof InstallTime to -> looser(from, to);
                    case Prometheus from when after instanceof Prometheus to -> looser(from, to);
                    case Webhook from when after instanceof Webhook to -> looser(from, to);
                    default -> "it is another gate";
                };
        if (why.isEmpty()) why = looser(before.action(), after.action());
        return new Edit(before.toString(), after.toString(), why.isEmpty(), why);
    }

    /** How sure it must be to pass touches no halt; all else reads old evidence in a new way. */
    private static String looser(Evidence from, Evidence to) {
        if (!to.p0().equals(from.p0()) || !to.p1().equals(from.p1()))
            return "evidence that was seen already cannot be read in another way";
        if (!to.alpha().equals(from.alpha()))
            return "how often chance may halt it is settled before the first device";
        return to.beta().compareTo(from.beta()) > 0
                ? "to be less sure before it passes is looser"
                : "";
    }

    private static String looser(FailureRate from, FailureRate to) {
        return higher(from.max(), to.max())
                .or(() -> sample(from.minSample(), to.minSample()))
                .orElseGet(() -> surer(from.confidence(), to.confidence()));
    }

    private static String looser(RollbackRate from, RollbackRate to) {
        return higher(from.max(), to.max())
                .or(() -> sample(from.minSample(), to.minSample()))
                .orElseGet(() -> surer(from.confidence(), to.confidence()));
    }

    private static String looser(SuccessRate from, SuccessRate to) {
        return lower(from.min(), to.min())
                .or(() -> sample(from.minSample(), to.minSample()))
                .orElse("");
    }

    private static String looser(ErrorCode from, ErrorCode to) {
        if (!to.code().equals(from.code())) return "another code is another gate";
        return switch (from.max()) {
            case Ceiling.Count(var was) when to.max() instanceof Ceiling.Count(var is) ->
                    is > was ? "a higher limit is looser" : "";
            case Ceiling.Part(var was) when to.max() instanceof Ceiling.Part(var is) ->
                    higher(was, is).or(() -> sample(from.minSample(), to.minSample())).orElse("");
            default -> "a number and a share do not compare";
        };
    }

    private static String looser(ReportedShare from, ReportedShare to) {
        boolean later = to.within().compareTo(from.within()) > 0;
        return lower(from.min(), to.min()).orElse(later ? "a longer time is looser" : "");
    }

    private static String looser(InstallTime from, InstallTime to) {
        if (to.max().compareTo(from.max()) > 0) return "a higher limit is looser";
        return sample(from.minSample(), to.minSample()).orElse("");
    }

    private static Optional<String> higher(Share from, Share to) {
        return to.compareTo(from) > 0 ? Optional.of("a higher limit is looser") : Optional.empty();
    }

    private static Optional<String> lower(Share from, Share to) {
        return to.compareTo(from) < 0 ? Optional.of("a lower limit is looser") : Optional.empty();
    }

    /** A smaller one passes sooner, a larger one halts later. */
    private static Optional<String> sample(int from, int to) {
        return to == from ? Optional.empty() : Optional.of("the sample cannot change");
    }

    private static String surer(Optional<Share> from, Optional<Share> to) {
        boolean surer =
                to.isPresent() && from.filter(level -> level.compareTo(to.get()) >= 0).isEmpty();
        return surer ? "to be surer before it halts is looser" : "";
    }

    private static String looser(Prometheus from, Prometheus to) {
        if (!to.query().equals(from.query())) return "another query is another gate";
        return to.limits().within(from.limits()) ? "" : "limits that hold more are looser";
    }

    private static String looser(Webhook from, Webhook to) {
        return to.name().equals(from.name()) ? "" : "another hook is another gate";
    }

    private static String looser(Action from, Action to) {
        if (from == Action.HALT && to != Action.HALT) return "anything but a halt is looser";
        return from == Action.PAUSE && to == Action.NOTIFY ? "to hold nothing is looser" : "";
    }
}
