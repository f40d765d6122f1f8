package io.github.canarywave.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Which faults come when: the same seed gives the same plan. */
record Plan(long seed, List<Step> steps) {
    Plan {
        steps = List.copyOf(steps);
    }

    /**
     * So many faults of these kinds, each as often as the others, in an order drawn by the seed.
     *
     * @param calmMax longest time between one fault and the next
     */
    static Plan of(long seed, List<Kind> kinds, int count, Duration calmMax) {
        Random random = new Random(seed);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Kind kind = kinds.get(random.nextInt(kinds.size()));
            Duration before = between(random, Duration.ZERO, calmMax);
            steps.add(new Step(kind, before, between(random, kind.shortest, kind.longest)));
        }
        return new Plan(seed, steps);
    }

    private static Duration between(Random random, Duration from, Duration to) {
        long span = to.minus(from).toMillis();
        return from.plusMillis((long) (random.nextDouble() * span));
    }
}
