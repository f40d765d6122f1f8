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

/**
 * What was measured, by its name: seconds, unless the name ends in another unit. How long it took
 * to get going again after each start is among it.
 */
record Figures(Map<String, List<Double>> values) {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String TAKEN_BACK = "halt attempts taken back, count";
    static final String LATE = "halt command on its way heard after";
    static final String OWED = "owed command after device back";

    /** How the names of starts end. */
    static final String READY = " ready";

    /** A server takes requests before it has tried out its broker; only then it commands. */
    static final String COMMANDS = " ready to command";

    private static final List<String> UNITS = List.of("MiB", "per second", "count");
    private static final double NEARLY_ALL = 0.99;

    static Figures of(Rig rig, Ledger ledger, Books books) {
        List<Rig.Start> starts = rig.starts;
        Map<String, List<Double>> seconds = new LinkedHashMap<>();
        List<Note> fresh = freshCommands(ledger);
        List<Note> births = ledger.all("birth");
        List<Note> acks = ledger.all("ack");
        List<Long> passed = rig.selfTestsPassedMs();
        for (int i = 0; i < starts.size(); i++) {
            Rig.Start start = starts.get(i);
            long end = i + 1 < starts.size() ? starts.get(i + 1).harmedMs() : Long.MAX_VALUE;
            add(seconds, start.cause() + READY, OptionalDouble.of(start.readySeconds()));
            long from = start.startedMs();
            OptionalDouble back = first(births, from, end);
            OptionalDouble command = first(fresh, from, end);
            if (!start.cause().equals("reconnect"))
                add(seconds, start.cause() + COMMANDS, ready(passed, from, end));
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
        takenBack(books).forEach(n -> add(seconds, TAKEN_BACK, OptionalDouble.of(n)));
        for (Rig.Timed timed : rig.timed)
            add(seconds, timed.what(), OptionalDouble.of(timed.seconds()));
        owed(ledger, books).forEach(owed -> add(seconds, OWED, OptionalDouble.of(owed)));
        late(rig, ledger, books).forEach(late -> add(seconds, LATE, OptionalDouble.of(late)));
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

    /** How many attempts each halt took back. */
    private static List<Double> takenBack(Books books) {
        List<Double> all = new ArrayList<>();
        double count = 0;
        boolean halted = false;
        for (Books.Fact fact : books.facts()) {
            if (fact.what().equals("halted")) halted = true;
            if (halted && fact.what().equals("Withdrawn")) count++;
            if (!halted || !fact.what().equals("resumed")) continue;
            all.add(count);
            count = 0;
            halted = false;
        }
        return all;
    }

    /** How long after a halt was acknowledged devices still heard what was on its way. */
    private static List<Double> late(Rig rig, Ledger ledger, Books books) {
        Map<String, String> campaigns = new HashMap<>();
        for (Books.Command command : books.commands())
            campaigns.put(command.id(), command.rollout());
        List<Double> late = new ArrayList<>();
        for (Note note : HaltCheck.firstHeard(ledger))
            for (Told.Halt halt : rig.halts)
                if (halt.campaign().equals(campaigns.get(note.command()))
                        && note.atMs() > halt.acknowledgedMs()
                        && note.atMs() < halt.resumedMs())
                    late.add((note.atMs() - halt.acknowledgedMs()) / 1000.0);
        return late;
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

    /** Where it never came, what is known is that it took longer than until the next fault. */
    private static OptionalDouble ready(List<Long> passed, long fromMs, long endMs) {
        OptionalDouble found =
                passed.stream()
                        .filter(ms -> ms > fromMs && ms < endMs)
                        .mapToDouble(ms -> (ms - fromMs) / 1000.0)
                        .findFirst();
        double until = (endMs - fromMs) / 1000.0;
        boolean tooLong = endMs < Long.MAX_VALUE && until > Bars.READY_SECONDS;
        return found.isEmpty() && tooLong ? OptionalDouble.of(until) : found;
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

    static double max(List<Double> values) {
        return values.stream().mapToDouble(s -> s).max().orElse(0);
    }

    static double least(List<Double> values) {
        return values.stream().mapToDouble(s -> s).min().orElse(0);
    }

    /** What 99 of 100 do not exceed; the greatest when there are fewer. */
    static double p99(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get((int) Math.ceil(sorted.size() * NEARLY_ALL) - 1);
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(half)
                : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    /** A table for people. */
    String table() {
        StringBuilder table = new StringBuilder();
        table.append("%-48s%6s%10s%10s%10s%n".formatted("seconds", "n", "median", "p99", "max"));
        values.forEach(
                (name, all) -> {
                    if (all.isEmpty()) return;
                    table.append(
                            "%-48s%6d%10.2f%10.2f%10.2f%n"
                                    .formatted(name, all.size(), median(all), p99(all), max(all)));
                });
        return table.toString();
    }

    ObjectNode json() {
        ObjectNode json = JSON.createObjectNode();
        values.forEach(
                (name, all) -> {
                    if (all.isEmpty()) return;
                    json.putObject(key(name))
                            .put("n", all.size())
                            .put("median", rounded(median(all)))
                            .put("p99", rounded(p99(all)))
                            .put("max", rounded(max(all)));
                });
        return json;
    }

    private static String key(String name) {
        String words = name.replaceAll("[ ,-]+", "_");
        return UNITS.stream().anyMatch(name::endsWith) ? words : words + "_s";
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
