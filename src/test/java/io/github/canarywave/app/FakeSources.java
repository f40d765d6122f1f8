package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.Gate;
import io.github.canarywave.domain.rollout.Answer;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Systems outside that say what a test lets them say. */
final class FakeSources implements GateSources {
    final List<Question> questions = new CopyOnWriteArrayList<>();
    final List<Gate.Outside> gates = new CopyOnWriteArrayList<>();

    /** What is said next. */
    volatile Supplier<CompletionStage<Answer>> next =
            () -> CompletableFuture.completedFuture(new Answer.Silence("nobody is there"));

    void say(Answer answer) {
        next = () -> CompletableFuture.completedFuture(answer);
    }

    @Override
    public Optional<String> missing(Gate.Outside gate) {
        return gate instanceof Gate.Webhook(var name, _) && name.equals("unknown")
                ? Optional.of("no webhook is named unknown")
                : Optional.empty();
    }

    @Override
    public CompletionStage<Answer> ask(Gate.Outside gate, Question question) {
        gates.add(gate);
        questions.add(question);
        return next.get();
    }
}
