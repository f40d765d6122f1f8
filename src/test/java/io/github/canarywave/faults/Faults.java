package io.github.canarywave.faults;

import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** The long form: lives through many faults and tells what came of it. */
@Command(
        name = "faults",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Harms a server, its broker and the links of a simulated fleet by a seeded plan, and",
            "compares what devices saw with the store and the operator API. Prints a table and one",
            "line of JSON for each part; a part that breaks off has such a line too, and the next",
            "ones go on. Ends with 1 when any part broke off or any promise was broken."
        })
final class Faults implements Callable<Integer> {
    @Option(names = "--part", description = "${COMPLETION-CANDIDATES} (default: all)")
    List<Part> parts = List.of(Part.all);

    @Option(names = "--seed", description = "decides kinds, order and times (default: 1)")
    long seed = 1;

    @Option(names = "--count", description = "how many faults; 0 = as many as the part is for")
    int count;

    @Option(names = "--devices", description = "how many; 0 = as many as the part is for")
    int devices;

    @Option(names = "--scale", description = "on all times of a device (default: 0.5)")
    double scale = 0.5;

    @Option(
            names = "--broker",
            description = {
                "${COMPLETION-CANDIDATES} (default: embedded); parts that harm the broker have a",
                "mosquitto in any case, and storm has the embedded one"
            })
    Broker broker = Broker.embedded;

    @Option(names = "--json", description = "append the line of JSON of each part to this file")
    Optional<Path> json = Optional.empty();

    @Option(names = "--keep", description = "keep the folders")
    boolean keep;

    /** Which broker the devices speak with. */
    enum Broker {
        embedded,
        mosquitto
    }

    public static void main(String[] arguments) {
        System.exit(
                new CommandLine(new Faults())
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        List<PartRun> runs = runs();
        System.out.println("what runs, one after the other:");
        runs.forEach(run -> System.out.println("  " + run));
        List<String> unwell = new ArrayList<>();
        for (PartRun run : runs) {
            ObjectNode line = run.run();
            append(line);
            if (!PartRun.isWell(line)) unwell.add(run.part().name());
        }
        System.out.printf(
                "%d parts: %s%n",
                runs.size(), unwell.isEmpty() ? "every promise was kept" : "not well: " + unwell);
        return unwell.isEmpty() ? 0 : 1;
    }

    private List<PartRun> runs() {
        List<Part> wanted = parts.contains(Part.all) ? Part.EACH : parts;
        return wanted.stream().map(this::run).toList();
    }

    private PartRun run(Part part) {
        boolean mosquitto = broker == Broker.mosquitto && part != Part.storm;
        return new PartRun(
                part,
                seed,
                count > 0 ? count : part.count,
                devices > 0 ? devices : part.devices,
                scale,
                mosquitto || Part.OUTSIDE.contains(part),
                keep,
                System.out);
    }

    private void append(ObjectNode line) throws IOException {
        if (json.isEmpty()) return;
        Files.writeString(
                json.get(),
                line + System.lineSeparator(),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
