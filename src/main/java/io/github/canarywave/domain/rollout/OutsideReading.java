package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.campaign.Gate;
import io.github.canarywave.domain.campaign.Limits;
import io.github.canarywave.domain.rollout.GateReading.Breached;
import io.github.canarywave.domain.rollout.GateReading.Passing;
import io.github.canarywave.domain.rollout.GateReading.Waiting;

/**
 * Reads a gate that a system outside speaks for. What it does not say is our own trouble: it
 * neither halts nor passes, the wave waits.
 */
final class OutsideReading {
    private final Answers.Last last;
    private final Sample of;

    private OutsideReading(Answers.Last last, Sample of) {
        this.last = last;
        this.of = of;
    }

    static GateReading read(Gate.Outside gate, Sample of) {
        return new OutsideReading(of.answers().of(of.wave(), gate), of).read(gate);
    }

    private GateReading read(Gate.Outside gate) {
        return last.fresh(of.ran())
                .map(heard -> read(gate, heard))
                .orElseGet(() -> new Waiting(gate.label() + ": " + last.silence()));
    }

    private GateReading read(Gate.Outside gate, Answers.Heard heard) {
        return switch (heard.answer()) {
            case Answer.Value(var number) when gate instanceof Gate.Prometheus p ->
                    value(p, number, heard);
            case Answer.Ruling(var word, var reason) when gate instanceof Gate.Webhook ->
                    ruling(gate, word, reason, heard);
            case Answer other ->
                    throw new IllegalStateException(gate.label() + " cannot answer " + other);
        };
    }

    private GateReading value(Gate.Prometheus gate, double number, Answers.Heard heard) {
        String text = "prometheus reads " + Limits.text(number) + ", must be " + gate.limits();
        return gate.limits().hold(number) ? good(text, heard) : new Breached(text);
    }

    private GateReading ruling(
            Gate.Outside gate, Answer.Word word, String reason, Answers.Heard heard) {
        String text =
                gate.label()
                        + " says "
                        + word.name().toLowerCase(java.util.Locale.ROOT)
                        + (reason.isEmpty() ? "" : ": " + reason);
        return switch (word) {
            case PASS -> good(text, heard);
            case FAIL -> new Breached(text);
            case WAIT -> new Waiting(text);
        };
    }

    /** What was asked before soak was over knows nothing of its end. */
    private GateReading good(String text, Answers.Heard heard) {
        boolean soaked =
                of.soakOver().filter(over -> !heard.asked().now().isBefore(over)).isPresent();
        return !of.due() || soaked
                ? new Passing(text)
                : new Waiting(text + ", asked before soak was over");
    }
}
