package io.github.canarywave.app;

import io.github.canarywave.adapter.store.SqliteStore;
import io.github.canarywave.app.Operations.CohortExplanation;
import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.CampaignDraft;
import io.github.canarywave.domain.campaign.Cohort;
import io.github.canarywave.domain.campaign.Exclusion;
import io.github.canarywave.domain.campaign.Expression;
import io.github.canarywave.domain.campaign.Selector;
import io.github.canarywave.domain.campaign.VersionRange;
import io.github.canarywave.domain.campaign.VersionRule;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.rollout.HearingTime;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.Samples;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Measures plan, freezing and explaining of a big fleet on SQLite: run with -Xmx1g, the number of
 * devices (1 000 000 when none is given) and a folder for the database (a new one when none is
 * given). No test, because it takes minutes on a busy machine; the benchmarks run it.
 */
public final class MillionDevices {
    private static final int ROWS = 5_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final Now NOW = new Now(HearingTime.first(Samples.T0));

    private MillionDevices() {}

    static void main(String[] args) throws Exception {
        int devices = args.length == 0 ? 1_000_000 : Integer.parseInt(args[0]);
        Path folder = args.length < 2 ? Files.createTempDirectory("million") : Path.of(args[1]);
        Campaign campaign = campaign();
        try (SqliteStore store = SqliteStore.open(folder.resolve("m.db"), _ -> campaign)) {
            timed("register", () -> register(store, devices));
            for (int i = 0; i < 3; i++) timed("plan", () -> plan(store, campaign));
            store.write(
                    tx -> {
                        tx.create(Rollout.preparing(campaign, Samples.release()), "x", Samples.T0);
                        return tx;
                    });
            timed("freeze", () -> freeze(store));
            openAll(store);
            for (int i = 0; i < 3; i++) timed("explain", () -> explain(store));
        }
    }

    private static Campaign campaign() {
        Cohort cohort =
                new Cohort(
                        new Selector(
                                Map.of("product", "lamp"),
                                List.of(new Expression.NotIn("ring", Set.of("lab")))),
                        Set.of(),
                        Set.of(),
                        new VersionRule.Within(VersionRange.parse(">=0.9.0 <1.1.0")),
                        Optional.of(Duration.ofDays(30)),
                        Optional.empty(),
                        Exclusion.NOBODY);
        return CampaignDraft.of(Samples.NAME, Samples.release().name()).cohort(cohort).build();
    }

    private static void register(Store store, int devices) {
        for (int from = 0; from < devices; from += ROWS) {
            int first = from;
            store.write(
                    tx -> {
                        for (int i = first; i < Math.min(devices, first + ROWS); i++)
                            tx.register(device(i), "h".repeat(64));
                        return tx;
                    });
        }
    }

    private static Device device(int number) {
        Map<String, String> labels =
                Map.of(
                        "product",
                        "lamp",
                        "site",
                        "site-" + number % 50,
                        "ring",
                        number % 100 == 0 ? "lab" : "all");
        return Device.registered(new DeviceId("dev-%07d".formatted(number)), Samples.MODEL, labels)
                .born(Samples.birth(number % 3 == 0 ? "0.9.0" : Samples.OLD, 2), Samples.T0)
                .device();
    }

    private static void plan(Store store, Campaign campaign) {
        Bench forge = new Bench(campaign, 0);
        Plan plan =
                store.read(
                        reads ->
                                new Planner(
                                                reads,
                                                forge,
                                                campaign,
                                                Samples.release(),
                                                Samples.at(60))
                                        .plan(Samples.T0));
        System.out.println(plan.cohort() + " devices, " + plan.exclusions());
    }

    private static void freeze(Store store) {
        Freezer freezer = new Freezer(store);
        while (freezer.turn(NOW, _ -> {})) Thread.onSpinWait();
    }

    /** From now on no device waits for its wave: all of them have to be looked at. */
    private static void openAll(Store store) {
        store.write(
                tx -> {
                    Rollout frozen = tx.rollout(Samples.NAME).orElseThrow();
                    int last = frozen.campaign().waves().size() - 1;
                    tx.save(frozen.opening(last, "opened for the measurement"));
                    return tx;
                });
        Opener opener = new Opener(store);
        while (opener.turn(NOW)) Thread.onSpinWait();
    }

    /** As `campaign explain` asks for it. */
    private static void explain(Store store) {
        Rollout rollout = store.read(reads -> reads.rollout(Samples.NAME)).orElseThrow();
        CohortExplanation all = new Reasons(store, rollout, NOW, Optional.empty()).all();
        all.reasons().forEach(r -> System.out.println(r.count() + " " + r.condition()));
    }

    private static void timed(String what, Runnable work) {
        long start = System.nanoTime();
        long cpuStart = THREADS.getCurrentThreadCpuTime();
        work.run();
        long millis = (System.nanoTime() - start) / 1_000_000;
        long cpuMillis = (THREADS.getCurrentThreadCpuTime() - cpuStart) / 1_000_000;
        System.gc();
        Runtime jvm = Runtime.getRuntime();
        System.out.println(
                what
                        + " "
                        + millis
                        + " ms, of it CPU "
                        + cpuMillis
                        + " ms, heap after collection "
                        + (jvm.totalMemory() - jvm.freeMemory()) / 1_048_576
                        + " MiB of at most "
                        + jvm.maxMemory() / 1_048_576);
    }
}
