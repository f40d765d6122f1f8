package io.github.canarywave.domain.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.Gate;
import io.github.canarywave.domain.campaign.Gate.Action;
import io.github.canarywave.domain.campaign.Gate.Ceiling;
import io.github.canarywave.domain.campaign.Revision;
import io.github.canarywave.domain.campaign.Share;
import io.github.canarywave.domain.fleet.Code;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Edits of gates that a running campaign takes over, whatever its devices say. */
class RevisedGateTest {
    private static final List<String> CODES = List.of("boot-loop", "health-check");

    @Test
    void aGateThatIsTakenOverSpeaksNoBetterOfAnyWave() {
        Set<String> taken = new TreeSet<>();
        for (int seed = 0; seed < 30_000; seed++) {
            Random random = new Random(seed);
            int kind = random.nextInt(7);
            Gate before = gate(kind, random);
            Gate after = gate(kind, random);
            if (!takesOver(before, after)) continue;
            taken.add(before.getClass().getSimpleName());
            assertThat(strength(after.action())).isGreaterThanOrEqualTo(strength(before.action()));
            for (int i = 0; i < 10; i++) {
                Tally tally = tally(random);
                int due = random.nextInt(2);
                assertThat(severity(after, tally, due))
                        .as("seed %s, %s -> %s, %s", seed, before, after, tally)
                        .isGreaterThanOrEqualTo(severity(before, tally, due));
            }
        }
        assertThat(taken)
                .containsExactly(
                        "ErrorCode",
                        "Evidence",
                        "FailureRate",
                        "InstallTime",
                        "ReportedShare",
                        "RollbackRate",
                        "SuccessRate");
    }

    private static boolean takesOver(Gate before, Gate after) {
        List<Revision.Change> changes =
                Revision.between(
                        Samples.campaign(before),
                        Samples.campaign(after),
                        new Revision.Standing(0, 1_000));
        return !changes.isEmpty()
                && changes.stream().allMatch(Revision.Change.Stricter.class::isInstance);
    }

    private static int strength(Action action) {
        return switch (action) {
            case NOTIFY -> 0;
            case PAUSE -> 1;
            case HALT -> 2;
        };
    }

    private static int severity(Gate gate, Tally tally, int due) {
        Campaign campaign = Samples.campaign(gate);
        Rollout open = Samples.running(campaign, 1_000, 0).openedAt(Samples.at(0));
        Rollout rollout = due == 1 ? open.settled(Samples.at(0)) : open;
        return switch (Deciding.gates(rollout, tally, 0, Samples.at(3_600)).getFirst()) {
            case GateReading.Passing _ -> 0;
            case GateReading.Waiting _, GateReading.Inconclusive _ -> 1;
            case GateReading.Breached _ -> 2;
        };
    }

    private static Gate gate(int kind, Random random) {
        Share share = Share.percent(1 + random.nextInt(20) * 3);
        int sample = 5 + random.nextInt(2);
        Optional<Share> sure =
                random.nextBoolean()
                        ? Optional.empty()
                        : Optional.of(Share.percent(90 + random.nextInt(9)));
        Action action = List.of(Action.values()).get(random.nextInt(3));
        return switch (kind) {
            case 0 -> evidence(random, action);
            case 1 -> new Gate.FailureRate(share, sample, sure, action);
            case 2 -> new Gate.RollbackRate(share, sample, sure, action);
            case 3 -> new Gate.SuccessRate(share, sample, action);
            case 4 -> new Gate.ErrorCode(code(random), ceiling(share, random), sample, action);
            case 5 -> new Gate.ReportedShare(share, Duration.ofMinutes(random.nextInt(90)), action);
            default -> new Gate.InstallTime(seconds(random), sample, action);
        };
    }

    private static Gate evidence(Random random, Action action) {
        return new Gate.Evidence(
                Share.percent(2 + random.nextInt(2)),
                Share.percent(10 + random.nextInt(2)),
                Share.percent(1 + random.nextInt(2)),
                Share.percent(1 + random.nextInt(20)),
                action);
    }

    private static Ceiling ceiling(Share share, Random random) {
        return random.nextBoolean()
                ? new Ceiling.Part(share)
                : new Ceiling.Count(random.nextInt(10));
    }

    private static Duration seconds(Random random) {
        return Duration.ofSeconds(10 + random.nextInt(90));
    }

    private static Code code(Random random) {
        return Code.of(CODES.get(random.nextInt(CODES.size()))).orElseThrow();
    }

    private static Tally tally(Random random) {
        Map<Tally.Key, Long> counts = new HashMap<>();
        for (String state : List.of("Queued", "Probation", "Confirmed", "Lost"))
            counts.put(new Tally.Key(0, "rest", state, ""), many(random));
        for (String code : CODES)
            counts.put(new Tally.Key(0, "rest", "RolledBack", code), many(random));
        Map<Tally.EvidenceKey, Long> evidence = new HashMap<>();
        for (Verdict verdict : Verdict.values())
            evidence.put(new Tally.EvidenceKey(0, "rest", verdict), many(random));
        Map<Tally.InstallKey, Long> installs = new HashMap<>();
        for (int i = 0; i < 3; i++)
            installs.put(new Tally.InstallKey(0, seconds(random).toSeconds()), many(random));
        return new Tally(counts, evidence, installs);
    }

    private static long many(Random random) {
        return random.nextInt(3) == 0 ? 0 : random.nextInt(random.nextBoolean() ? 5 : 60);
    }
}
