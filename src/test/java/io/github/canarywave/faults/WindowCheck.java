package io.github.canarywave.faults;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * P4, P6 and P5's order, recomputed from the facts of one rollout in the order in which they were
 * stored: how many devices were in flight at each command, and how many might have been. Who was
 * parked no fact tells, so every attempt before the start of installation may have been.
 */
final class WindowCheck {
    private static final int INITIAL = 5;
    private static final int GROWTH = 2;
    private static final int BEFORE_FIRST_CONFIRMED = 10;
    private static final int IN_FLIGHT_MAX = 1000;
    private static final Set<String> STARTING = Set.of("Commanded", "Accepted", "Downloading");
    private static final Set<String> APPLYING = Set.of("Installing", "Rebooting", "Probation");

    private final Books.Rollout rollout;
    private final List<String> inStartOrder;
    private final Map<String, String> states = new HashMap<>();
    private final Set<String> commanded = new HashSet<>();
    private final Set<String> refused = new HashSet<>();
    private final List<Violation> violations = new ArrayList<>();
    private int ended;
    private int confirmedInPrefix;
    private boolean someConfirmed;

    private WindowCheck(Books.Rollout rollout, Books books) {
        this.rollout = rollout;
        inStartOrder =
                books.attempts().stream()
                        .filter(a -> a.rollout().equals(rollout.name()) && a.startOrder() > 0)
                        .sorted(Comparator.comparingLong(Books.Attempt::startOrder))
                        .map(a -> a.device() + "/" + a.number())
                        .toList();
    }

    static List<Violation> of(Books books) {
        List<Violation> all = new ArrayList<>();
        for (Books.Rollout rollout : books.rollouts()) {
            WindowCheck check = new WindowCheck(rollout, books);
            for (Books.Fact fact : books.facts())
                if (fact.rollout().equals(rollout.name()) && !fact.device().isEmpty())
                    check.on(fact);
            all.addAll(check.violations);
        }
        return all;
    }

    private void on(Books.Fact fact) {
        String attempt = fact.device() + "/" + fact.attempt();
        String before = states.put(attempt, fact.what());
        if (fact.what().equals("Confirmed")) someConfirmed = true;
        if (fact.what().equals("Refused") && "Commanded".equals(before)) refused.add(fact.device());
        if (fact.what().equals("Commanded")) commanded(fact);
    }

    private void commanded(Books.Fact fact) {
        commanded.add(fact.device());
        advance();
        long flying = count(STARTING) + count(APPLYING);
        long parked = count(STARTING) - 1; // Who is commanded now is not parked.
        long max = Math.max(IN_FLIGHT_MAX, Math.ceilDiv(rollout.cohort() * 5, 100));
        long window = Math.min(max, INITIAL + (long) GROWTH * confirmedInPrefix);
        long bound = window + Math.min(parked, INITIAL + confirmedInPrefix);
        if (flying > bound)
            wrong(
                    "P4",
                    fact,
                    flying + " in flight",
                    "at most " + bound + " with c " + confirmedInPrefix);
        long counted = commanded.stream().filter(device -> !refused.contains(device)).count();
        if (!someConfirmed && counted > BEFORE_FIRST_CONFIRMED)
            wrong("P4", fact, counted + " commanded", "at most 10 before the first confirms");
    }

    /** The prefix of those that began to install, as far as all have ended. */
    private void advance() {
        while (ended < inStartOrder.size()) {
            String state = states.getOrDefault(inStartOrder.get(ended), "");
            if (state.isEmpty() || STARTING.contains(state) || APPLYING.contains(state)) return;
            if (state.equals("Confirmed")) confirmedInPrefix++;
            ended++;
        }
    }

    private long count(Set<String> which) {
        return states.values().stream().filter(which::contains).count();
    }

    private void wrong(String promise, Books.Fact fact, String seen, String bound) {
        violations.add(
                new Violation(
                        promise,
                        fact.device(),
                        rollout.name() + "/" + fact.attempt(),
                        fact.atMs(),
                        seen,
                        bound));
    }
}
