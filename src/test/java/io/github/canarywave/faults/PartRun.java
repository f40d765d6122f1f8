package io.github.canarywave.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One part of the long form, from its plan to its table and its line of JSON; it has both even when
 * it breaks off.
 *
 * @param count of faults
 * @param mosquitto whether the broker is a process of its own
 * @param keep the folder whatever comes of it
 */
record PartRun(
        Part part,
        long seed,
        int count,
        int devices,
        double scale,
        boolean mosquitto,
        boolean keep,
        PrintStream out) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHOWN = 50;

    @Override
    public String toString() {
        return "part %s, seed %d, %d %s, %d devices, %s broker"
                .formatted(
                        part,
                        seed,
                        count,
                        part == Part.storm ? "seconds" : "faults",
                        devices,
                        broker());
    }

    private String broker() {
        return mosquitto ? "mosquitto" : "embedded";
    }

    /** Runs it and tells what came of it; its line of JSON says whether all was well. */
    ObjectNode run() throws IOException {
        List<Kind> kinds = part.kinds();
        Plan plan = Plan.of(seed, kinds, kinds.isEmpty() ? 0 : count, part.calm);
        out.println(this);
        plan.steps().forEach(step -> out.println("  " + step));
        Path folder = Files.createTempDirectory("canarywave-faults-");
        ObjectNode json = head();
        long start = System.nanoTime();
        try {
            tell(json, live(plan, folder));
        } catch (IllegalStateException | Api.Away | IOException e) {
            out.println("FAILED " + e);
            json.put("failed", e.toString());
        }
        json.put("lasted_s", Duration.ofNanos(System.nanoTime() - start).toSeconds());
        out.println(json);
        if (isWell(json) && !keep) delete(folder);
        else out.println("data, ledgers and logs are kept in " + folder);
        return json;
    }

    /** Whether a part with this line has kept every promise. */
    static boolean isWell(ObjectNode json) {
        return !json.has("failed") && json.path("violations").asInt(1) == 0;
    }

    private ObjectNode head() {
        ObjectNode json = JSON.createObjectNode();
        json.put("part", part.name()).put("seed", seed).put("broker", broker());
        return json.put("devices", devices);
    }

    private History.Outcome live(Plan plan, Path folder) throws IOException {
        int plainPort = Ports.free();
        try (Rig rig = Rig.start(options(plainPort, folder), folder)) {
            return part == Part.storm
                    ? new Storm(rig, plainPort, out).blow(devices, Duration.ofSeconds(count))
                    : new History(rig, out).live(plan);
        }
    }

    private Rig.Options options(int plainPort, Path folder) {
        Rig.Options options = Rig.Options.of(devices, scale, seed, mosquitto);
        return switch (part) {
            case disks -> options.withDisk(Rig.LARGE_DISK_MIB);
            case clocks ->
                    options.withServer(Child.SERVER, List.of(), ClockJump.environment(folder));
            case storm ->
                    Rig.Options.of(0, scale, seed, false)
                            .withServer(
                                    Storm.serverFlags(folder),
                                    List.of("--mqtt-plain-port=" + plainPort),
                                    Map.of());
            default -> options.withImage(part.imageBytes());
        };
    }

    private void tell(ObjectNode json, History.Outcome outcome) {
        List<Bars.Judged> bars = Bars.judge(outcome.figures());
        List<Violation> violations = new ArrayList<>(outcome.violations());
        violations.addAll(Bars.broken(bars));
        out.println();
        out.print(outcome.figures().table());
        bars.forEach(bar -> out.println("bar " + bar));
        violations.stream().limit(SHOWN).forEach(v -> out.println("VIOLATION " + v));
        ObjectNode faults = json.putObject("faults");
        outcome.faults().forEach(faults::put);
        json.put("campaigns", outcome.campaigns()).put("acknowledged", outcome.acknowledged());
        json.put("violations", violations.size());
        json.put("bars", bars.size()).put("bars_broken", Bars.broken(bars).size());
        json.setAll(outcome.figures().json());
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList())
                Files.deleteIfExists(file);
        }
    }
}
