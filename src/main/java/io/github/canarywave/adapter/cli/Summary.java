package io.github.canarywave.adapter.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The last words about a rollout: what became of its devices, and what to do next. */
final class Summary {
    private static final Set<String> ON_IT = Set.of("Confirmed", "Current");

    /** Ends other than success, in the order in which they are told. */
    private static final List<String> ENDS =
            List.of("RolledBack", "Failed", "Refused", "Expired", "Lost", "Withdrawn");

    private Summary() {}

    /** A headline, then lines with commands where something went wrong. */
    static List<String> lines(Tree status, Instant now, Terminal terminal) {
        List<String> lines = new ArrayList<>();
        String state = status.text("state");
        Marks mark = Marks.campaign(state);
        lines.add(
                terminal.in(mark.colour(), mark.sign() + " " + state + ".")
                        + "  "
                        + String.join(" · ", outcomes(status))
                        + "."
                        + tail(status, now));
        if (!state.equals("Done")) lines.addAll(next(status));
        return lines;
    }

    private static List<String> outcomes(Tree status) {
        Map<String, Long> states = states(status);
        long on = ON_IT.stream().mapToLong(s -> states.getOrDefault(s, 0L)).sum();
        long untouched = states.getOrDefault("Queued", 0L);
        List<String> parts = new ArrayList<>();
        parts.add(on + " on " + status.text("version"));
        for (String end : ENDS)
            if (states.getOrDefault(end, 0L) > 0) parts.add(states.get(end) + " " + words(end));
        if (status.number("inFlight") > 0) parts.add(status.number("inFlight") + " on the way");
        if (untouched > 0) parts.add(untouched + " untouched");
        if (status.text("state").equals("Done") && parts.size() == 1) parts.add("0 failed");
        return parts;
    }

    private static Map<String, Long> states(Tree status) {
        Map<String, Long> states = new TreeMap<>();
        status.at("states")
                .node()
                .properties()
                .forEach(e -> states.put(e.getKey(), e.getValue().asLong()));
        return states;
    }

    private static String words(String end) {
        return end.equals("RolledBack") ? "rolled back" : end.toLowerCase(java.util.Locale.ROOT);
    }

    private static String tail(Tree status, Instant now) {
        List<String> causes =
                status.list("failures").stream()
                        .map(f -> f.text("code") + " " + f.number("devices"))
                        .toList();
        if (!causes.isEmpty()) return "   Causes: " + String.join(", ", causes);
        String waves = Words.count(status.list("waves").size(), "wave");
        return "   "
                + waves
                + StatusTree.elapsed(status, now).map(d -> ", " + Words.duration(d)).orElse("");
    }

    private static List<String> next(Tree status) {
        String name = status.text("name");
        List<Tree> failures = status.list("failures");
        List<String> next = new ArrayList<>();
        if (failures.isEmpty()) next.add("Next:  canarywave campaign get " + name);
        else next.addAll(why(name, failures.getFirst().text("code")));
        status.texts("next").forEach(command -> next.add("       " + command));
        return next;
    }

    private static List<String> why(String name, String code) {
        return List.of(
                "Next:  canarywave device list --campaign " + name + " --code " + code,
                "       canarywave explain " + code,
                "       canarywave device history DEVICE");
    }
}
