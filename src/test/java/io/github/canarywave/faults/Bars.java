package io.github.canarywave.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * What the figures of a part must not be worse than. They are judged apart from the oracle: a
 * machine that is busy with other things breaks times by itself.
 */
final class Bars {
    static final double READY_SECONDS = 10;
    private static final double COMMAND_SECONDS = 5;
    private static final double HALT_SECONDS = 1;

    /** How a bar looks at what was measured. */
    enum Of {
        MAX,
        P99,
        LEAST;

        double value(List<Double> values) {
            return switch (this) {
                case MAX -> Figures.max(values);
                case P99 -> Figures.p99(values);
                case LEAST -> Figures.least(values);
            };
        }
    }

    /**
     * One bar.
     *
     * @param limit the most that may be; the least for {@link Of#LEAST}
     */
    record Bar(String promise, Predicate<String> figure, Of of, double limit) {
        static Bar most(String promise, String figure, Of of, double limit) {
            return new Bar(promise, figure::equals, of, limit);
        }

        boolean holds(double value) {
            return of == Of.LEAST ? value >= limit : value <= limit;
        }
    }

    /** A bar and what came of it. */
    record Judged(Bar bar, String figure, double value) {
        boolean holds() {
            return bar.holds(value);
        }

        String limit() {
            return (bar.of() == Of.LEAST ? "at least " : "at most ") + bar.limit();
        }

        @Override
        public String toString() {
            String which = bar.of().name().toLowerCase(Locale.ROOT);
            return "%s %s, %s %.3f, %s: %s"
                    .formatted(
                            bar.promise(),
                            figure,
                            which,
                            value,
                            limit(),
                            holds() ? "held" : "BROKEN");
        }
    }

    private static final List<Bar> ALL =
            List.of(
                    new Bar("P3", Bars::isReady, Of.MAX, READY_SECONDS),
                    Bar.most("P3", Figures.OWED, Of.MAX, COMMAND_SECONDS),
                    Bar.most("P5", Halt.ACKNOWLEDGED, Of.P99, HALT_SECONDS),
                    Bar.most("faults", ServerFaults.Terminate.CAUGHT, Of.LEAST, 1),
                    Bar.most("storm", Storm.SENT, Of.LEAST, Storm.SENT_LEAST),
                    Bar.most("storm", Storm.ANSWERED, Of.P99, Storm.API_P99_SECONDS),
                    Bar.most("storm", Storm.NORMAL, Of.MAX, Storm.NORMAL_SECONDS),
                    Bar.most("storm", Storm.HEAP, Of.MAX, Storm.HEAP_MIB),
                    Bar.most("storm", Storm.LOST, Of.MAX, 0));

    private Bars() {}

    /** A mass reconnect is the start of nothing. */
    private static boolean isReady(String figure) {
        return !figure.startsWith("reconnect")
                && (figure.endsWith(Figures.READY) || figure.endsWith(Figures.COMMANDS));
    }

    /** Every bar for which something was measured. */
    static List<Judged> judge(Figures figures) {
        List<Judged> judged = new ArrayList<>();
        figures.values()
                .forEach(
                        (name, values) -> {
                            if (values.isEmpty()) return;
                            for (Bar bar : ALL)
                                if (bar.figure().test(name))
                                    judged.add(new Judged(bar, name, bar.of().value(values)));
                        });
        return judged;
    }

    /** Those that broke, as violations. */
    static List<Violation> broken(List<Judged> judged) {
        return judged.stream()
                .filter(j -> !j.holds())
                .map(
                        j ->
                                new Violation(
                                        j.bar().promise(),
                                        "",
                                        j.figure(),
                                        0,
                                        "%.3f".formatted(j.value()),
                                        j.limit()))
                .toList();
    }
}
