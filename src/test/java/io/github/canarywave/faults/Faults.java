package io.github.canarywave.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** The long form: lives through many faults and tells what came of it. */
@Command(
        name = "faults",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Harms a server, its broker and the links of a simulated fleet by a seeded plan, and",
            "compares what devices saw with the store and the operator API. Prints a table and one",
            "line of JSON for each part; ends with 1 on any violation."
        })
final class Faults implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHOWN = 50;
    private static final double READY_SECONDS = 10;
    private static final double COMMAND_SECONDS = 5;

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

    @Option(names = "--broker", description = "${COMPLETION-CANDIDATES} (default: embedded)")
    Broker broker = Broker.embedded;

    @Option(names = "--keep", description = "keep the folder")
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
        boolean well = true;
        for (Part part : parts.contains(Part.all) ? all() : parts) well &= run(part);
        return well ? 0 : 1;
    }

    private List<Part> all() {
        List<Part> all = new ArrayList<>(Part.EMBEDDED);
        if (broker == Broker.mosquitto) {
            all.addAll(Part.OUTSIDE);
            all.remove(Part.storm); // Its devices speak with the embedded broker, without TLS.
        }
        return all;
    }

    private boolean run(Part part) throws IOException {
        int faults = count > 0 ? count : part.count;
        int fleet = devices > 0 ? devices : part.devices;
        Plan plan = Plan.of(seed, part.kinds(), part.kinds().isEmpty() ? 0 : faults, part.calm);
        System.out.printf("part %s, seed %d, %d devices, %s broker%n", part, seed, fleet, broker);
        plan.steps().forEach(step -> System.out.println("  " + step));
        Path folder = Files.createTempDirectory("canarywave-faults-");
        boolean well = false;
        int plainPort = Ports.free();
        long start = System.nanoTime();
        try (Rig rig = Rig.start(options(part, fleet, plainPort, folder), folder)) {
            History.Outcome outcome =
                    part == Part.storm
                            ? new Storm(rig, plainPort, System.out)
                                    .blow(fleet, Duration.ofSeconds(faults))
                            : inTime(new History(rig, System.out).live(plan));
            well = outcome.violations().isEmpty();
            tell(part, fleet, outcome, Duration.ofNanos(System.nanoTime() - start));
        } finally {
            if (well && !keep) delete(folder);
            else System.err.println("data, ledgers and logs are kept in " + folder);
        }
        return well;
    }

    private Rig.Options options(Part part, int fleet, int plainPort, Path folder) {
        boolean outside = broker == Broker.mosquitto;
        if (part == Part.disks)
            return Rig.Options.of(fleet, scale, seed, outside).withDisk(Rig.LARGE_DISK_MIB);
        if (part == Part.clocks)
            return Rig.Options.of(fleet, scale, seed, outside)
                    .withServer(Child.SERVER, List.of(), ClockJump.environment(folder));
        if (part != Part.storm)
            return Rig.Options.of(fleet, scale, seed, outside).withImage(part.imageBytes());
        List<String> words = List.of("--mqtt-plain-port=" + plainPort);
        return Rig.Options.of(0, scale, seed, false).withServer(Storm.SERVER, words, Map.of());
    }

    /** P3 has times; a machine that is busy with other things breaks them by itself. */
    private static History.Outcome inTime(History.Outcome outcome) {
        List<Violation> violations = new ArrayList<>(outcome.violations());
        outcome.figures()
                .seconds()
                .forEach(
                        (name, values) -> {
                            double most =
                                    name.equals(Figures.OWED) ? COMMAND_SECONDS : READY_SECONDS;
                            if (!name.equals(Figures.OWED) && !name.endsWith("server ready"))
                                return;
                            for (double value : values)
                                if (value > most)
                                    violations.add(
                                            new Violation(
                                                    "P3",
                                                    "",
                                                    name,
                                                    0,
                                                    value + " s",
                                                    "at most " + most));
                        });
        return new History.Outcome(
                outcome.faults(),
                outcome.campaigns(),
                outcome.acknowledged(),
                violations,
                outcome.figures());
    }

    private void tell(Part part, int fleet, History.Outcome outcome, Duration lasted) {
        System.out.println();
        System.out.print(outcome.figures().table());
        outcome.violations().stream()
                .limit(SHOWN)
                .forEach(violation -> System.out.println("VIOLATION " + violation));
        ObjectNode json = JSON.createObjectNode();
        json.put("part", part.name()).put("seed", seed).put("broker", broker.name());
        json.put("devices", fleet).put("lasted_s", lasted.toSeconds());
        ObjectNode faults = json.putObject("faults");
        outcome.faults().forEach(faults::put);
        json.put("campaigns", outcome.campaigns()).put("acknowledged", outcome.acknowledged());
        json.put("violations", outcome.violations().size());
        json.setAll(outcome.figures().json());
        System.out.println(json);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList())
                Files.deleteIfExists(file);
        }
    }
}
