package io.github.canarywave.adapter.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.app.DeviceCursor;
import io.github.canarywave.app.DeviceFilter;
import io.github.canarywave.app.DeviceRow;
import io.github.canarywave.app.DeviceSort;
import io.github.canarywave.app.FleetStore.Count;
import io.github.canarywave.app.FleetStore.Facet;
import io.github.canarywave.app.FleetStore.Query;
import io.github.canarywave.app.FleetStore.Search;
import io.github.canarywave.app.FleetStore.Search.Found;
import io.github.canarywave.app.MemoryStore;
import io.github.canarywave.app.Store;
import io.github.canarywave.app.StoreFixtures;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.State;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A walk through many devices finds what looking at each of them finds. The limits are small, so
 * that six hundred devices are many.
 */
class FleetWalkTest {
    private static final int DEVICES = 600;
    private static final int SEEDS = 150;
    private static final FleetLimits SMALL = new FleetLimits(20, 40, 200);
    private static final List<String> VERSIONS = List.of("0.9.0", "1.0.0", "1.1.0");
    private static final List<Model> MODELS = List.of(StoreFixtures.METER, StoreFixtures.PLUG);
    private static final CampaignName METERS = StoreFixtures.name("meters");
    private static final CampaignName PLUGS = StoreFixtures.name("plugs");
    private static final List<String> STATES =
            List.of("Queued", "Confirmed", "Downloading", "RolledBack");

    @TempDir private static Path folder;

    private static final Store MEMORY = new MemoryStore();
    private static Link link;

    @BeforeAll
    static void fill() {
        fill(MEMORY);
        Path file = folder.resolve("canarywave.db");
        try (Store store = SqliteStore.open(file, StoreFixtures::read)) {
            fill(store);
        }
        link = Connections.reader(Connections.source(file));
    }

    @AfterAll
    static void close() {
        link.close();
        MEMORY.close();
    }

    private static void fill(Store store) {
        Random random = new Random(7);
        store.write(
                tx -> {
                    for (int i = 0; i < DEVICES; i++) tx.register(device(random, i), "hash");
                    freeze(tx, random, METERS, 0, DEVICES);
                    freeze(tx, random, PLUGS, 400, 550);
                    return tx;
                });
    }

    /** Models and versions come in runs, so that what is asked for may stand at the end. */
    private static Device device(Random random, int number) {
        Device device =
                Device.registered(
                        StoreFixtures.id(number),
                        MODELS.get(number < 350 ? 0 : random.nextInt(2)),
                        Map.of(
                                "site",
                                "s" + random.nextInt(3),
                                "ring",
                                number % 97 == 0 ? "lab" : "all"));
        if (random.nextInt(5) > 0)
            device =
                    device.born(
                                    StoreFixtures.bareBirth(VERSIONS.get(number / 250)),
                                    StoreFixtures.at(number))
                            .device();
        if (random.nextBoolean()) device = device.offline();
        return random.nextInt(8) == 0 ? device.heldBecause("by ada: on a bench") : device;
    }

    private static void freeze(Store.Tx tx, Random random, CampaignName name, int from, int to) {
        tx.create(
                StoreFixtures.rollout(name.value()),
                StoreFixtures.text(name.value()),
                StoreFixtures.T0);
        tx.freeze(
                IntStream.range(from, to)
                        .mapToObj(
                                i ->
                                        Attempt.frozen(
                                                        name,
                                                        StoreFixtures.id(i),
                                                        to - i,
                                                        i % 5 == 0 ? 0 : 1,
                                                        "s")
                                                .in(state(random)))
                        .toList());
    }

    private static State state(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> new State.Downloading(StoreFixtures.at(9), 7);
            case 1 ->
                    new State.RolledBack(
                            StoreFixtures.at(9),
                            random.nextInt(4) == 0 ? Code.BOOT_LOOP : Code.HEALTH_CHECK,
                            false);
            case 2, 3, 4 -> new State.Confirmed(StoreFixtures.at(9));
            default -> new State.Queued(StoreFixtures.at(0), StoreFixtures.at(99));
        };
    }

    private static Query query(Random random) {
        Optional<CampaignName> campaign =
                Optional.of(random.nextBoolean() ? METERS : PLUGS).filter(_ -> half(random));
        return new Query(
                new DeviceFilter(
                        campaign,
                        Optional.empty(),
                        half(random)
                                ? Set.of()
                                : Set.copyOf(List.of(STATES.get(random.nextInt(4)), STATES.get(1))),
                        random.nextInt(4) > 0 ? Set.of() : Set.of("health-check"),
                        half(random) ? Set.of() : Set.of(MODELS.get(random.nextInt(2))),
                        half(random)
                                ? Set.of()
                                : Set.of(new Version(VERSIONS.get(random.nextInt(3)))),
                        half(random) ? Optional.empty() : Optional.of(random.nextBoolean()),
                        random.nextInt(4) > 0
                                ? Optional.empty()
                                : Optional.of(random.nextBoolean()),
                        half(random)
                                ? Map.of()
                                : Map.of("site", "s" + random.nextInt(3), "ring", "all"),
                        random.nextInt(4) > 0 ? "" : "dev-0" + random.nextInt(6)),
                campaign.isPresent() && half(random)
                        ? OptionalInt.of(random.nextInt(2))
                        : OptionalInt.empty());
    }

    private static boolean half(Random random) {
        return random.nextBoolean();
    }

    private static FleetRows rows() {
        Sql sql = new Sql(link);
        return new FleetRows(sql, new FleetTally(sql), () -> {}, SMALL);
    }

    private static Found expected(Query query) {
        return MEMORY.read(
                reads ->
                        (Found)
                                reads.fleetViews()
                                        .search(
                                                query,
                                                DeviceSort.BY_ID,
                                                Optional.empty(),
                                                DEVICES));
    }

    @Test
    void findsEachDeviceThatFitsOnceThroughAllPages() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            Query query = query(random);
            int limit = 1 + random.nextInt(60);
            List<DeviceRow> found = new ArrayList<>();
            Optional<DeviceCursor> after = Optional.empty();
            int pages = 0;
            do {
                Found page = (Found) rows().search(query, DeviceSort.BY_ID, after, limit);
                assertThat(page.rows().size()).as("seed %d", seed).isLessThanOrEqualTo(limit);
                found.addAll(page.rows());
                after = page.next();
                assertThat(++pages).as("pages of seed %d", seed).isLessThan(2 * DEVICES);
            } while (after.isPresent());
            assertThat(found).as("seed %d, %s", seed, query).isEqualTo(expected(query).rows());
        }
    }

    @Test
    void aCountThatIsCalledExactIs() {
        int exact = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Query query = query(new Random(seed));
            Found first = (Found) rows().search(query, DeviceSort.BY_ID, Optional.empty(), 5);
            Count count = first.count().orElseThrow();
            long all = expected(query).rows().size();
            if (count.exact()) assertThat(count.devices()).as("seed %d", seed).isEqualTo(all);
            else assertThat(count.devices()).as("seed %d", seed).isLessThanOrEqualTo(all);
            if (count.exact()) exact++;
        }
        assertThat(exact).isBetween(SEEDS / 4, SEEDS - 1);
    }

    @Test
    void aFacetThatIsCalledExactIs() {
        int exact = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Query query = query(new Random(seed));
            List<Facet> expected = MEMORY.read(reads -> reads.fleetViews().facets(query));
            List<Facet> found = rows().facets(query);
            assertThat(found).extracting(Facet::name).isEqualTo(names(expected));
            for (int i = 0; i < found.size(); i++)
                if (found.get(i).exact()) {
                    exact++;
                    assertThat(found.get(i)).as("seed %d", seed).isEqualTo(expected.get(i));
                }
        }
        assertThat(exact).isGreaterThan(SEEDS);
    }

    private static List<String> names(List<Facet> facets) {
        return facets.stream().map(Facet::name).toList();
    }

    @Test
    void manyAreSortedByTheirIdsAlone() {
        Query all = new Query(DeviceFilter.ANY, OptionalInt.empty());
        assertThat(rows().search(all, DeviceSort.of("-id").orElseThrow(), Optional.empty(), 5))
                .isEqualTo(new Search.TooManyToSort());
    }
}
