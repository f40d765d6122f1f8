package io.github.canarywave.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.canarywave.faults.Ledger.Note;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** How long it took to get going again after each start, in seconds by what is measured. */
record Figures(Map<String, List<Double>> seconds) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static final String OWED = "owed command after device back";

    static Figures of(Rig rig, Ledger ledger, Books books) {
        List<Rig.Start> starts = rig.starts;
        Map<String, List<Double>> seconds = new LinkedHashMap<>();
        List<Note> fresh = freshCommands(ledger);
        List<Note> births = ledger.all("birth");
        List<Note> acks = ledger.all("ack");
        for (int i = 0; i < starts.size(); i++) {
            Rig.Start start = starts.get(i);
            long end = i + 1 < starts.size() ? starts.get(i + 1).harmedMs() : Long.MAX_VALUE;
            add(seconds, start.cause() + " ready", OptionalDouble.of(start.readySeconds()));
            long from = start.startedMs();
            OptionalDouble back = first(births, from, end);
            OptionalDouble command = first(fresh, from, end);
            add(seconds, start.cause() + " first device back", back);
            add(seconds, start.cause() + " last device back", last(births, from, end));
            add(seconds, start.cause() + " first ack", first(acks, from, end));
            add(seconds, start.cause() + " first new command", command);
            if (back.isPresent() && command.isPresent())
                add(
                        seconds,
                        start.cause() + " new command after device back",
                        OptionalDouble.of(command.getAsDouble() - back.getAsDouble()));
        }
        for (Rig.Timed timed : rig.timed)
            add(seconds, timed.what(), OptionalDouble.of(timed.seconds()));
        owed(ledger, books).forEach(owed -> add(seconds, OWED, OptionalDouble.of(owed)));
        return new Figures(seconds);
    }

    /**
     * From a device's birth to the command that was stored for it before, and that it had not heard
     * yet: the device is eligible, so nothing else may hold the command up.
     */
    private static List<Double> owed(Ledger ledger, Books books) {
        Map<String, Long> storedMs = new HashMap<>();
        for (Books.Fact fact : books.facts())
            if (fact.what().equals("Commanded")) storedMs.put(attempt(fact), fact.atMs());
        Map<String, Long> due = new HashMap<>();
        for (Books.Command command : books.commands())
            if (!command.withdraws())
                due.put(
                        command.id(),
                        storedMs.getOrDefault(
                                command.rollout() + command.device() + command.attempt(),
                                Long.MAX_VALUE));
        Map<String, Long> births = new HashMap<>();
        Set<String> heard = new HashSet<>();
        List<Double> owed = new ArrayList<>();
        for (Note note : ledger.notes()) {
            if (note.is("birth")) births.put(note.device(), note.atMs());
            if (!note.is("command") || !heard.add(note.command())) continue;
            long birth = births.getOrDefault(note.device(), 0L);
            if (birth > due.getOrDefault(note.command(), Long.MAX_VALUE))
                owed.add((note.atMs() - birth) / 1000.0);
        }
        return owed;
    }

    private static String attempt(Books.Fact fact) {
        return fact.rollout() + fact.device() + fact.attempt();
    }

    /** Each command when it was heard for the first time. */
    private static List<Note> freshCommands(Ledger ledger) {
        Set<String> heard = new HashSet<>();
        return ledger.all("command").stream().filter(note -> heard.add(note.command())).toList();
    }

    private static OptionalDouble first(List<Note> notes, long fromMs, long endMs) {
        return notes.stream()
                .filter(note -> note.atMs() > fromMs && note.atMs() < endMs)
                .mapToDouble(note -> (note.atMs() - fromMs) / 1000.0)
                .findFirst();
    }

    /** When every device has said its state, if all have. */
    private static OptionalDouble last(List<Note> births, long fromMs, long endMs) {
        Map<String, Long> back = new HashMap<>();
        Set<String> all = new HashSet<>();
        for (Note birth : births) {
            all.add(birth.device());
            if (birth.atMs() > fromMs && birth.atMs() < endMs)
                back.putIfAbsent(birth.device(), birth.atMs());
        }
        return back.size() < all.size()
                ? OptionalDouble.empty()
                : back.values().stream().mapToDouble(ms -> (ms - fromMs) / 1000.0).max();
    }

    private static void add(Map<String, List<Double>> to, String name, OptionalDouble value) {
        List<Double> values = to.computeIfAbsent(name, _ -> new ArrayList<>());
        value.ifPresent(values::add);
    }

    /** The longest of these, 0 when there are none. */
    double max(String name) {
        return seconds.getOrDefault(name, List.of()).stream().mapToDouble(s -> s).max().orElse(0);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(half)
                : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    /** A table for people. */
    String table() {
        StringBuilder table = new StringBuilder();
        table.append("%-48s%5s%9s%9s%n".formatted("seconds", "n", "median", "max"));
        seconds.forEach(
                (name, values) -> {
                    if (values.isEmpty()) return;
                    table.append(
                            "%-48s%5d%9.2f%9.2f%n"
                                    .formatted(name, values.size(), median(values), max(name)));
                });
        return table.toString();
    }

    ObjectNode json() {
        ObjectNode json = JSON.createObjectNode();
        seconds.forEach(
                (name, values) -> {
                    if (values.isEmpty()) return;
                    json.putObject(name.replaceAll("[ -]", "_") + "_s")
                            .put("n", values.size())
                            .put("median", Math.round(median(values) * 100) / 100.0)
                            .put("max", Math.round(max(name) * 100) / 100.0);
                });
        return json;
    }
}
