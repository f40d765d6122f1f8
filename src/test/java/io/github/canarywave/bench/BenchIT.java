package io.github.canarywave.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the benchmarks in small, so that they still work when they are wanted. */
class BenchIT {
    private static final int DEVICES = 50;

    /** Each takes 15 s on an idle machine; a busy one needs several times as long. */
    private static final int LIMIT_SECONDS = 300;

    @TempDir Path folder;

    @Test
    void measuresASmallFleetFromCommandToConfirmed() throws Exception {
        JsonNode result = bench("--only", "folding,fleet", "--devices", Integer.toString(DEVICES));
        JsonNode round =
                result.path("details")
                        .path("fleet embedded reboot within the connection")
                        .path("rounds")
                        .path(0);
        assertThat(round.path("confirmed").intValue()).isEqualTo(DEVICES);
        assertThat(round.path("seconds").doubleValue()).isPositive();
        assertThat(round.path("without_broker_cpu_ms_per_device").doubleValue()).isPositive();
        assertThat(round.path("broken_connections").intValue()).isZero();
        JsonNode fold = result.path("rows").path(0);
        assertThat(fold.path("row").textValue()).isEqualTo("folding");
        assertThat(fold.path("ratio").doubleValue()).isPositive();
        assertThat(result.path("machine").path("cores").intValue()).isPositive();
    }

    @Test
    void measuresTheRulesOnASmallFleet() throws Exception {
        JsonNode result = bench("--only", "rules", "--registered", "1000");
        for (String measure :
                List.of(
                        "decide, window full",
                        "decide, 550 may go",
                        "fold one signal",
                        "turn of 1 000 reports",
                        "turn of 1 000 commands",
                        "plan",
                        "freeze",
                        "explain"))
            assertThat(median(result, "1000 devices, " + measure)).as(measure).isPositive();
        assertThat(median(result, "1000 devices, heap in plan")).isPositive();
    }

    private static double median(JsonNode result, String measure) {
        for (JsonNode row : result.path("rows"))
            if (row.path("measure").textValue().equals(measure))
                return row.path("ours").path("median").doubleValue();
        throw new AssertionError("no row " + measure + " in " + result.path("rows"));
    }

    private JsonNode bench(String... arguments) throws Exception {
        Path json = folder.resolve("bench.json");
        Path log = folder.resolve("bench.log");
        ProcessBuilder script =
                new ProcessBuilder(
                        "python3",
                        "src/test/scripts/bench",
                        "--classpath",
                        System.getProperty("java.class.path"),
                        "--rounds",
                        "1",
                        "--warmup",
                        "0",
                        "--broker",
                        "embedded",
                        "--json",
                        json.toString());
        script.command().addAll(List.of(arguments));
        script.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = script.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                    .as("ended within %s s; said:%n%s", LIMIT_SECONDS, Files.readString(log))
                    .isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        return new ObjectMapper().readTree(json.toFile());
    }
}
