package io.github.canarywave.domain.rollout;

import static io.github.canarywave.domain.rollout.Samples.T0;
import static io.github.canarywave.domain.rollout.Samples.at;
import static io.github.canarywave.domain.rollout.Samples.failures;
import static io.github.canarywave.domain.rollout.Samples.surelyFailures;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.Defaults;
import io.github.canarywave.domain.campaign.Gate;
import io.github.canarywave.domain.campaign.Gate.Action;
import io.github.canarywave.domain.campaign.Gate.Ceiling;
import io.github.canarywave.domain.campaign.Share;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.rollout.GateReading.Breached;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The numbers of gates are those in their sentences. */
class GateNumbersTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/rollout/gate-numbers.md");

    private static final List<Gate> GATES =
            List.of(
                    (Gate) Defaults.GATE,
                    failures(10, 5),
                    surelyFailures(10, 5),
                    new Gate.RollbackRate(Share.percent(10), 5, Optional.empty(), Action.HALT),
                    new Gate.SuccessRate(Share.percent(90), 5, Action.HALT),
                    new Gate.ErrorCode(Code.HEALTH_CHECK, new Ceiling.Count(2), 1, Action.HALT),
                    new Gate.ErrorCode(
                            Code.HEALTH_CHECK, new Ceiling.Part(Share.percent(5)), 5, Action.HALT),
                    new Gate.ReportedShare(Share.percent(90), Duration.ofHours(1), Action.PAUSE),
                    new Gate.InstallTime(Duration.ofMinutes(2), 5, Action.HALT),
                    new Gate.Webhook("smoke-test", Action.HALT));

    private static Sample sample(long bad, long good, long queued) {
        Tally tally =
                new Samples.Counts()
                        .said(0, "RolledBack", Code.HEALTH_CHECK, bad)
                        .good(0, good)
                        .in(0, "Queued", queued)
                        .tally();
        Map<Tally.InstallKey, Long> took =
                good == 0 ? Map.of() : Map.of(new Tally.InstallKey(0, 90), good);
        return new Sample(
                new Tally(tally.counts(), tally.evidence(), took),
                0,
                true,
                false,
                Optional.of(T0),
                at(60));
    }

    @Test
    void theTableIsThePublishedOne() throws Exception {
        String table = table();
        if ("write".equals(System.getProperty("golden"))) Files.writeString(GOLDEN, table);
        assertThat(GOLDEN).as("run with -Dgolden=write, then read the diff").exists();
        assertThat(table).isEqualTo(Files.readString(GOLDEN));
    }

    private static String table() {
        StringBuilder table = new StringBuilder("# What gates measure\n");
        for (long[] counts : new long[][] {{0, 0, 100}, {0, 4, 96}, {1, 19, 80}, {4, 16, 80}}) {
            Sample sample = sample(counts[0], counts[1], counts[2]);
            table.append(
                    "\n%d failed, %d good, %d wait\n\n".formatted(counts[0], counts[1], counts[2]));
            table.append(
                    "| reading | value | limit | sample | minSample | bound | evidence | used |\n");
            table.append("|---|---|---|---|---|---|---|---|\n");
            for (Gate gate : GATES)
                table.append(row(GateReading.read(gate, sample), GateNumbers.of(gate, sample)));
        }
        return table.toString();
    }

    private static String row(GateReading reading, GateNumbers n) {
        return String.join(
                        " | ",
                        "| " + reading.getClass().getSimpleName() + ": " + reading.text(),
                        text(n.value()),
                        text(n.limit()),
                        text(n.sample()),
                        text(n.minSample()),
                        text(n.bound()),
                        text(n.evidence()),
                        text(n.used()))
                + " |\n";
    }

    private static String text(OptionalDouble number) {
        return number.isPresent() ? String.format(Locale.ROOT, "%.4f", number.getAsDouble()) : "-";
    }

    private static String text(OptionalLong number) {
        return number.isPresent() ? Long.toString(number.getAsLong()) : "-";
    }

    @Test
    void aGateThatFailsHasUsedUpWhatItAllows() {
        for (Gate gate : GATES)
            for (int bad = 0; bad <= 40; bad++)
                for (int good = 0; good <= 60; good += 3) {
                    Sample sample = sample(bad, good, 1_000);
                    GateNumbers numbers = GateNumbers.of(gate, sample);
                    boolean failed = GateReading.read(gate, sample) instanceof Breached;
                    if (failed)
                        assertThat(numbers.used().orElseThrow())
                                .as("%s at %d of %d", gate, bad, bad + good)
                                .isGreaterThanOrEqualTo(1);
                    boolean strict = numbers.used().isPresent() && numbers.bound().isEmpty();
                    boolean over = strict && numbers.used().getAsDouble() > 1.000001;
                    if (over && numbers.speaks())
                        assertThat(failed).as("%s at %d of %d", gate, bad, bad + good).isTrue();
                }
    }
}
