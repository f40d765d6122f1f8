package io.github.canarywave.app;

import io.github.canarywave.adapter.store.ManyCopies;
import io.github.canarywave.adapter.store.SqliteStore;
import io.github.canarywave.app.FleetStore.Query;
import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.CampaignDraft;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.Size;
import io.github.canarywave.domain.campaign.Wave;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.rollout.Artifact;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.Samples;
import io.github.canarywave.domain.rollout.State;

import org.jspecify.annotations.Nullable;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Measures what the screens ask of a big fleet on SQLite: run with the number of devices (1 000 000
 * when none is given), a folder for the database (filled when it is empty, a new one when none is
 * given) and how often each question is asked (40). Prints one row a question. No test, because it
 * takes minutes on a busy machine; the benchmarks run it.
 */
public final class MillionScreens {
    private static final int ROWS = 5_000;

    /** Devices that are registered; the others are copies of them. */
    private static final int FIRST = 10_000;

    private static final int PAGE = 50;
    private static final double NANOS_A_MILLI = 1e6;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Devices of the older of two campaigns. */
    private static final int LAB = 30_000;

    private static final CampaignName BIG = Samples.NAME;
    private static final CampaignName SMALL = new CampaignName("small");
    private static final Instant NOW = Samples.T0.plusSeconds(86_400);

    private final Store store;
    private final int rounds;

    private MillionScreens(Store store, int rounds) {
        this.store = store;
        this.rounds = rounds;
    }

    static void main(String[] args) throws Exception {
        int devices = args.length == 0 ? 1_000_000 : Integer.parseInt(args[0]);
        Path folder = args.length < 2 ? Files.createTempDirectory("screens") : Path.of(args[1]);
        int rounds = args.length < 3 ? 40 : Integer.parseInt(args[2]);
        boolean filled = Files.exists(folder.resolve("s.db"));
        Path file = folder.resolve("s.db");
        if (!filled) {
            try (SqliteStore store = SqliteStore.open(file, MillionScreens::read)) {
                fill(store, FIRST);
            }
            ManyCopies.make(file, FIRST, devices, SMALL.value(), LAB);
        }
        try (SqliteStore store = SqliteStore.open(file, MillionScreens::read)) {
            new MillionScreens(store, rounds).all();
        }
    }

    private static Campaign read(String name) {
        return campaign(new CampaignName(name));
    }

    private static Campaign campaign(CampaignName name) {
        return CampaignDraft.of(name, Samples.release().name())
                .waves(
                        List.of(
                                new Wave("canary", new Size.Count(1000), Duration.ZERO, List.of()),
                                new Wave("all", Size.percent(100), Duration.ZERO, List.of())))
                .build();
    }

    private static void fill(Store store, int devices) {
        for (Artifact artifact : Samples.release().artifacts().values())
            write(store, tx -> tx.add(Samples.release().name(), artifact, Samples.T0));
        for (int from = 0; from < devices; from += ROWS) {
            int first = from;
            int last = Math.min(devices, from + ROWS);
            write(
                    store,
                    tx ->
                            IntStream.range(first, last)
                                    .forEach(i -> tx.register(device(i), "h".repeat(64))));
        }
        freeze(store, SMALL, Math.min(LAB, devices));
        freeze(store, BIG, devices);
    }

    private static void write(Store store, java.util.function.Consumer<Store.Tx> work) {
        store.write(
                tx -> {
                    work.accept(tx);
                    return tx;
                });
    }

    /** Three models, five versions, a third of them away, one of 500 on hold. */
    private static Device device(int number) {
        Map<String, String> labels =
                Map.of(
                        "product",
                        "lamp",
                        "site",
                        "site-" + number % 50,
                        "ring",
                        number % 1000 == 0 ? "lab" : "all");
        Model model = number % 10 == 0 ? new Model("esp8266") : Samples.MODEL;
        String version =
                List.of("0.8.0", "0.9.0", Samples.OLD, Samples.OLD, Samples.NEW).get(number % 5);
        Device device =
                Device.registered(new DeviceId("dev-%07d".formatted(number)), model, labels)
                        .born(Samples.birth(version, 2), Samples.T0.plusMillis(number))
                        .device();
        if (number % 3 == 0) device = device.offline();
        return number % 500 == 0 ? device.heldBecause("by ada: on a bench") : device;
    }

    private static void freeze(Store store, CampaignName name, int devices) {
        write(
                store,
                tx ->
                        tx.create(
                                Rollout.preparing(campaign(name), Samples.release()),
                                name.value(),
                                Samples.T0));
        for (int from = 0; from < devices; from += ROWS) {
            int first = from;
            List<Attempt> attempts =
                    IntStream.range(first, Math.min(devices, first + ROWS))
                            .mapToObj(i -> attempt(name, i))
                            .toList();
            write(store, tx -> tx.freeze(attempts));
            if (from == 0) write(store, tx -> attempts.forEach(a -> tx.add(fact(a))));
        }
    }

    private static Fact fact(Attempt attempt) {
        return new Fact(
                Samples.T0,
                Optional.of(attempt.rollout()),
                Optional.of(attempt.device()),
                1,
                attempt.state().word(),
                "measured");
    }

    /**
     * Half wait, 44 % are confirmed, 5 % going on, 1 % have failed, of them a few for a rare
     * reason.
     */
    private static Attempt attempt(CampaignName name, int number) {
        Attempt frozen =
                Attempt.frozen(
                        name,
                        new DeviceId("dev-%07d".formatted(number)),
                        number,
                        number < 1000 ? 0 : 1,
                        "s");
        int kind = Math.floorMod(number * 7919, 100);
        if (kind < 50) return frozen;
        if (kind < 94) return frozen.in(new State.Confirmed(Samples.T0));
        if (kind < 99) return frozen.in(new State.Downloading(Samples.T0.plusSeconds(900), 0));
        Code code = number % 20_000 == 17 ? Code.BOOT_LOOP : Code.HEALTH_CHECK;
        return frozen.in(new State.RolledBack(Samples.T0, code, false));
    }

    private void all() {
        System.out.println("| question | p50 ms | p95 ms | CPU p95 ms | answer |");
        System.out.println("|---|---:|---:|---:|---|");
        filters().forEach(this::filter);
        ask("overview: fleet numbers", reads -> numbers(reads));
        ask(
                "adoption, 90 days",
                reads -> new FleetDays(reads, NOW).adoption(90, Optional.empty()).days().size());
        ask("releases: rates", reads -> ReleaseRates.all(reads).size());
        ask("trust", reads -> new TrustView(reads, List.of(), NOW).all().anchors().size());
        ask(
                "device",
                reads -> DevicePages.status(reads, new DeviceId("dev-0400017")).orElseThrow().id());
        ask("device: history", reads -> reads.deviceFacts(new DeviceId("dev-0000017"), 100).size());
        ask(
                "selector site=site-7,version!=1.0.0",
                reads ->
                        new DevicePages(
                                        reads,
                                        io.github.canarywave.wire.DeviceQueryText.parse(
                                                "site=site-7,version!=1.0.0"))
                                .page(Optional.empty(), PAGE)
                                .devices()
                                .size());
    }

    private static Object numbers(Store.Reads reads) {
        Newest newest = Newest.of(reads.releases());
        return reads.fleetViews().cells().stream()
                .filter(c -> c.version().filter(v -> newest.is(c.model(), v)).isPresent())
                .mapToLong(FleetStore.Cell::devices)
                .sum();
    }

    private interface Question {
        Object of(Store.Reads reads);
    }

    private void filter(String name, Query query) {
        ask(
                "search " + name,
                reads -> told(search(reads, query, DeviceSort.BY_ID, Optional.empty())));
        FleetStore.Search.Found first =
                store.read(r -> search(r, query, DeviceSort.BY_ID, Optional.empty()));
        if (first.next().isPresent())
            ask(
                    "next page of " + name,
                    reads -> search(reads, query, DeviceSort.BY_ID, first.next()).rows().size());
        ask("facets " + name, reads -> reads.fleetViews().facets(query).size());
    }

    private static FleetStore.Search.Found search(
            Store.Reads reads, Query query, DeviceSort sort, Optional<DeviceCursor> after) {
        return (FleetStore.Search.Found) reads.fleetViews().search(query, sort, after, PAGE);
    }

    private static String told(FleetStore.Search.Found found) {
        return found.rows().size()
                + " of "
                + found.count().map(c -> (c.exact() ? "" : "at least ") + c.devices()).orElse("?");
    }

    private void ask(String name, Question question) {
        double[] wall = new double[rounds];
        double[] cpu = new double[rounds];
        Object answer = "";
        for (int i = -2; i < rounds; i++) {
            long start = System.nanoTime();
            long cpuStart = THREADS.getCurrentThreadCpuTime();
            answer = store.read(question::of);
            if (i < 0) continue;
            cpu[i] = (THREADS.getCurrentThreadCpuTime() - cpuStart) / NANOS_A_MILLI;
            wall[i] = (System.nanoTime() - start) / NANOS_A_MILLI;
        }
        Arrays.sort(wall);
        Arrays.sort(cpu);
        int p95 = Math.min(rounds - 1, rounds * 95 / 100);
        System.out.printf(
                "| %s | %.1f | %.1f | %.1f | %s |%n",
                name, wall[rounds / 2], wall[p95], cpu[p95], answer);
    }

    private static Map<String, Query> filters() {
        Map<String, Query> all = new LinkedHashMap<>();
        DeviceFilter any = DeviceFilter.ANY;
        all.put("everything", query(any));
        all.put("model", query(with(any, "esp8266", "", null, null)));
        all.put("version", query(with(any, "", "0.9.0", null, null)));
        all.put("model, version, online", query(with(any, "esp8266", "0.8.0", true, null)));
        all.put(
                "model and version that no device has",
                query(with(any, "esp8266", "0.9.0", null, null)));
        all.put("online=false", query(with(any, "", "", false, null)));
        all.put("held=true", query(with(any, "", "", null, true)));
        all.put("held=false, online", query(with(any, "", "", true, false)));
        all.put("label of 20 000", query(labelled(any, Map.of("site", "site-7"))));
        all.put("label of 1 000", query(labelled(any, Map.of("ring", "lab"))));
        all.put(
                "label of all, label of 20 000",
                query(labelled(any, Map.of("product", "lamp", "site", "site-7"))));
        all.put(
                "label, version, online",
                query(labelled(with(any, "", "0.9.0", true, null), Map.of("site", "site-7"))));
        all.put("id prefix of 100", query(prefixed(any, "dev-09999")));
        all.put("campaign", query(in(any, BIG, Set.of(), Set.of())));
        all.put("campaign of 30 000", query(in(any, SMALL, Set.of(), Set.of())));
        all.put(
                "campaign, wave of 1 000",
                new Query(in(any, BIG, Set.of(), Set.of()), OptionalInt.of(0)));
        all.put("campaign, state Confirmed", query(in(any, BIG, Set.of("Confirmed"), Set.of())));
        all.put("campaign, state RolledBack", query(in(any, BIG, Set.of("RolledBack"), Set.of())));
        all.put("campaign, rare code", query(in(any, BIG, Set.of(), Set.of("boot-loop"))));
        all.put("campaign, code", query(in(any, BIG, Set.of(), Set.of("health-check"))));
        all.put(
                "campaign, state, version, online",
                query(in(with(any, "", "0.9.0", true, null), BIG, Set.of("Confirmed"), Set.of())));
        all.put(
                "campaign, RolledBack, label",
                query(
                        in(
                                labelled(any, Map.of("site", "site-7")),
                                BIG,
                                Set.of("RolledBack"),
                                Set.of())));
        all.put(
                "campaign, Confirmed, label that no such device has",
                query(
                        in(
                                labelled(
                                        with(any, "esp8266", "", null, null),
                                        Map.of("site", "site-7")),
                                BIG,
                                Set.of("Confirmed"),
                                Set.of())));
        all.put("state in any campaign", query(anywhere(any, Set.of("RolledBack"), Set.of())));
        all.put("code in any campaign", query(anywhere(any, Set.of(), Set.of("boot-loop"))));
        return all;
    }

    private static Query query(DeviceFilter filter) {
        return new Query(filter, OptionalInt.empty());
    }

    private static DeviceFilter with(
            DeviceFilter f,
            String model,
            String version,
            @Nullable Boolean online,
            @Nullable Boolean held) {
        return new DeviceFilter(
                f.campaign(),
                f.wave(),
                f.states(),
                f.codes(),
                model.isEmpty() ? f.models() : Set.of(new Model(model)),
                version.isEmpty() ? f.versions() : Set.of(new Version(version)),
                Optional.ofNullable(online),
                Optional.ofNullable(held),
                f.labels(),
                f.idPrefix());
    }

    private static DeviceFilter labelled(DeviceFilter f, Map<String, String> labels) {
        return new DeviceFilter(
                f.campaign(),
                f.wave(),
                f.states(),
                f.codes(),
                f.models(),
                f.versions(),
                f.online(),
                f.held(),
                labels,
                f.idPrefix());
    }

    private static DeviceFilter prefixed(DeviceFilter f, String prefix) {
        return new DeviceFilter(
                f.campaign(),
                f.wave(),
                f.states(),
                f.codes(),
                f.models(),
                f.versions(),
                f.online(),
                f.held(),
                f.labels(),
                prefix);
    }

    private static DeviceFilter in(
            DeviceFilter f, CampaignName campaign, Set<String> states, Set<String> codes) {
        DeviceFilter found = anywhere(f, states, codes);
        return new DeviceFilter(
                Optional.of(campaign),
                found.wave(),
                found.states(),
                found.codes(),
                found.models(),
                found.versions(),
                found.online(),
                found.held(),
                found.labels(),
                found.idPrefix());
    }

    private static DeviceFilter anywhere(DeviceFilter f, Set<String> states, Set<String> codes) {
        return new DeviceFilter(
                f.campaign(),
                f.wave(),
                states,
                codes,
                f.models(),
                f.versions(),
                f.online(),
                f.held(),
                f.labels(),
                f.idPrefix());
    }
}
