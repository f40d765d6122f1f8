package io.github.canarywave.app;

import static io.github.canarywave.app.StoreFixtures.METER;
import static io.github.canarywave.app.StoreFixtures.PLUG;
import static io.github.canarywave.app.StoreFixtures.T0;
import static io.github.canarywave.app.StoreFixtures.at;
import static io.github.canarywave.app.StoreFixtures.id;
import static io.github.canarywave.app.StoreFixtures.rollout;
import static io.github.canarywave.app.StoreFixtures.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.app.FleetStore.Cell;
import io.github.canarywave.app.FleetStore.Count;
import io.github.canarywave.app.FleetStore.DayCount;
import io.github.canarywave.app.FleetStore.Facet;
import io.github.canarywave.app.FleetStore.Outcome;
import io.github.canarywave.app.FleetStore.Query;
import io.github.canarywave.app.FleetStore.Search;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.Birth;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Samples;
import io.github.canarywave.domain.rollout.State;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * What a store promises about questions to the whole fleet. Ninety devices: every third a plug,
 * every second at site south, the first sixty said a version, the first thirty are there, every
 * tenth is on hold; the first forty are in a campaign of two waves.
 */
public abstract class FleetContract extends StoreHarness {
    private static final int DEVICES = 90;
    private static final Version OLD = new Version("1.0.0");
    private static final Version NEW = new Version("1.1.0");
    private static final CampaignName LAMPS = StoreFixtures.name("lamps");
    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);

    @BeforeEach
    final void fill() {
        write(
                tx -> {
                    for (int i = 0; i < DEVICES; i++) tx.register(registered(i), "hash");
                    for (int i = 0; i < DEVICES; i++)
                        tx.save(grown(tx.device(id(i)).orElseThrow(), i));
                    create(tx, METERS, 0, 40);
                    create(tx, LAMPS, 35, 45);
                });
        move(3, new State.Downloading(at(60), 0));
        move(5, new State.RolledBack(at(70), Code.HEALTH_CHECK, false));
        move(7, new State.RolledBack(at(71), Code.BOOT_LOOP, false));
        move(30, new State.Confirmed(at(80)));
        retry(9, new State.Failed(at(75), Code.TIMEOUT));
        write(
                tx ->
                        tx.add(
                                new Fact(
                                        at(70),
                                        Optional.of(METERS),
                                        Optional.of(id(5)),
                                        1,
                                        "RolledBack",
                                        "health-check")));
    }

    private static Device registered(int number) {
        return Device.registered(
                id(number),
                number % 3 == 0 ? PLUG : METER,
                Map.of("site", number % 2 == 0 ? "north" : "south", "floor", "" + number % 5));
    }

    private static Device grown(Device device, int number) {
        Device grown = device;
        if (number < 60) grown = grown.born(birth(number), at(number)).device();
        if (number >= 30) grown = grown.offline();
        return number % 10 == 0 ? grown.heldBecause("by ada: on a bench") : grown;
    }

    private static Birth birth(int number) {
        Birth b = StoreFixtures.bareBirth(number % 4 == 0 ? NEW.value() : OLD.value());
        List<String> anchors = number < 20 ? List.of("old-root") : List.of("old-root", "root-2027");
        return Samples.trusting(b, anchors);
    }

    private static void create(Store.Tx tx, CampaignName name, int from, int to) {
        tx.create(rollout(name.value()), text(name.value()), T0);
        tx.freeze(
                IntStream.range(from, to)
                        .mapToObj(i -> Attempt.frozen(name, id(i), i - from, i < 10 ? 0 : 1, "s"))
                        .toList());
    }

    /** The answer, which must be the same within a write and after a restart. */
    private <T> T ask(Function<FleetStore.Reads, T> question) throws Exception {
        T answer = store.read(reads -> question.apply(reads.fleetViews()));
        assertThat(store.<T>write(tx -> question.apply(tx.fleetViews()))).isEqualTo(answer);
        store = restarted(store);
        assertThat(store.<T>read(reads -> question.apply(reads.fleetViews()))).isEqualTo(answer);
        return answer;
    }

    private static Query query(DeviceFilter filter) {
        return new Query(filter, OptionalInt.empty());
    }

    private static Query inWave(int wave) {
        return new Query(filter(f -> f.campaign = Optional.of(METERS)), OptionalInt.of(wave));
    }

    /** A filter in the making. */
    private static final class Draft {
        private Optional<CampaignName> campaign = Optional.empty();
        private Set<String> states = Set.of();
        private Set<String> codes = Set.of();
        private Set<Model> models = Set.of();
        private Set<Version> versions = Set.of();
        private Optional<Boolean> online = Optional.empty();
        private Optional<Boolean> held = Optional.empty();
        private Map<String, String> labels = Map.of();
        private String idPrefix = "";
    }

    private static DeviceFilter filter(Consumer<Draft> change) {
        Draft d = new Draft();
        change.accept(d);
        return new DeviceFilter(
                d.campaign,
                Optional.empty(),
                d.states,
                d.codes,
                d.models,
                d.versions,
                d.online,
                d.held,
                d.labels,
                d.idPrefix);
    }

    /** Numbers of all devices that fit, page by page. */
    private List<Integer> found(Query query, DeviceSort sort) throws Exception {
        List<Integer> found = new ArrayList<>();
        Optional<DeviceCursor> after = Optional.empty();
        do {
            Optional<DeviceCursor> from = after;
            Search.Found page = (Search.Found) ask(v -> v.search(query, sort, from, 7));
            found.addAll(numbers(page.rows().stream().map(DeviceRow::id).toList()));
            after = page.next();
        } while (after.isPresent());
        return found;
    }

    private List<Integer> found(Consumer<Draft> change) throws Exception {
        Query query = query(filter(change));
        List<Integer> found = found(query, DeviceSort.BY_ID);
        Search.Found first =
                (Search.Found) ask(v -> v.search(query, DeviceSort.BY_ID, Optional.empty(), 1));
        assertThat(first.count()).contains(new Count(found.size(), true));
        return found;
    }

    private static List<Integer> those(IntPredicate which) {
        return IntStream.range(0, DEVICES).filter(which).boxed().toList();
    }

    @Test
    void findsDevicesByEachThingAloneInTheOrderOfTheirIds() throws Exception {
        assertThat(found(_ -> {})).isEqualTo(those(_ -> true));
        assertThat(found(d -> d.models = Set.of(PLUG))).isEqualTo(those(i -> i % 3 == 0));
        assertThat(found(d -> d.versions = Set.of(NEW)))
                .isEqualTo(those(i -> i < 60 && i % 4 == 0));
        assertThat(found(d -> d.online = Optional.of(true))).isEqualTo(those(i -> i < 30));
        assertThat(found(d -> d.held = Optional.of(true))).isEqualTo(those(i -> i % 10 == 0));
        assertThat(found(d -> d.held = Optional.of(false))).isEqualTo(those(i -> i % 10 != 0));
        assertThat(found(d -> d.labels = Map.of("site", "south")))
                .isEqualTo(those(i -> i % 2 == 1));
        assertThat(found(d -> d.idPrefix = "dev-001")).isEqualTo(those(i -> i / 10 == 1));
        assertThat(found(d -> d.campaign = Optional.of(METERS))).isEqualTo(those(i -> i < 40));
        assertThat(found(d -> d.states = Set.of("RolledBack"))).containsExactly(5, 7);
        assertThat(found(d -> d.codes = Set.of("timeout"))).containsExactly(9);
        assertThat(found(inWave(0), DeviceSort.BY_ID)).isEqualTo(those(i -> i < 10));
    }

    @Test
    void findsDevicesThatFitAllPartsOfAFilter() throws Exception {
        assertThat(
                        found(
                                d -> {
                                    d.models = Set.of(PLUG, METER);
                                    d.versions = Set.of(OLD);
                                    d.online = Optional.of(false);
                                    d.labels = Map.of("site", "south", "floor", "1");
                                }))
                .isEqualTo(those(i -> i >= 30 && i < 60 && i % 4 != 0 && i % 10 == 1));
        assertThat(
                        found(
                                d -> {
                                    d.campaign = Optional.of(METERS);
                                    d.states = Set.of("Queued", "Downloading");
                                    d.online = Optional.of(true);
                                    d.held = Optional.of(false);
                                    d.idPrefix = "dev-000";
                                }))
                .containsExactly(1, 2, 3, 4, 6, 8, 9);
        assertThat(
                        found(
                                d -> {
                                    d.campaign = Optional.of(METERS);
                                    d.codes = Set.of("health-check", "boot-loop");
                                    d.labels = Map.of("floor", "0");
                                }))
                .containsExactly(5);
        assertThat(
                        found(
                                d -> {
                                    d.models = Set.of(new Model("none"));
                                    d.online = Optional.of(true);
                                }))
                .isEmpty();
        assertThat(found(d -> d.campaign = Optional.of(PLUGS))).isEmpty();
    }

    @Test
    void listsWhatADeviceIsAndWhereItStands() throws Exception {
        Query query = query(filter(d -> d.idPrefix = "dev-0005"));
        Search.Found found =
                (Search.Found) ask(v -> v.search(query, DeviceSort.BY_ID, Optional.empty(), 10));
        assertThat(found.next()).isEmpty();
        assertThat(found.rows())
                .containsExactly(
                        new DeviceRow(
                                id(5),
                                METER,
                                Optional.of(OLD),
                                true,
                                Optional.of(at(5)),
                                Optional.empty(),
                                Map.of("site", "south", "floor", "0"),
                                Optional.of(
                                        new DeviceRow.Tried(
                                                METERS,
                                                0,
                                                "RolledBack",
                                                Optional.of("health-check"),
                                                1,
                                                Optional.of(at(70))))));
    }

    @Test
    void showsTheLastCampaignThatFitsWhenNoneIsNamed() throws Exception {
        Query any = query(filter(d -> d.idPrefix = "dev-0037"));
        assertThat(campaign(any)).contains(LAMPS);
        Query old =
                query(
                        filter(
                                d -> {
                                    d.idPrefix = "dev-0037";
                                    d.campaign = Optional.of(METERS);
                                }));
        assertThat(campaign(old)).contains(METERS);
        assertThat(campaign(query(filter(d -> d.idPrefix = "dev-0080")))).isEmpty();
    }

    private Optional<CampaignName> campaign(Query query) throws Exception {
        Search.Found found =
                (Search.Found) ask(v -> v.search(query, DeviceSort.BY_ID, Optional.empty(), 10));
        return found.rows().getFirst().tried().map(DeviceRow.Tried::campaign);
    }

    @Test
    void sortsByOtherThingsAndTurnsPagesInThatOrder() throws Exception {
        Query there = query(filter(d -> d.online = Optional.of(true)));
        assertThat(found(there, DeviceSort.of("-lastHeard").orElseThrow()))
                .isEqualTo(those(i -> i < 30).reversed());
        assertThat(found(there, DeviceSort.of("version").orElseThrow()))
                .startsWith(1, 2, 3, 5)
                .endsWith(20, 24, 28);
        Query meters = query(filter(d -> d.campaign = Optional.of(METERS)));
        assertThat(found(meters, DeviceSort.of("state").orElseThrow()))
                .startsWith(30, 3, 0)
                .endsWith(39, 5, 7);
        assertThat(found(meters, DeviceSort.of("-id").orElseThrow())).startsWith(39, 38);
    }

    @Test
    void aPageBeginsBehindTheCursorThoughDevicesHaveComeSince() throws Exception {
        Query all = query(DeviceFilter.ANY);
        Search.Found first =
                (Search.Found) ask(v -> v.search(all, DeviceSort.BY_ID, Optional.empty(), 2));
        Device between = Device.registered(new DeviceId("dev-0000a"), METER, Map.of());
        write(tx -> tx.register(between, "hash"));
        Search.Found second =
                (Search.Found) ask(v -> v.search(all, DeviceSort.BY_ID, first.next(), 2));
        assertThat(numbers(second.rows().stream().map(DeviceRow::id).toList()))
                .containsExactly(2, 3);
    }

    @Test
    void countsTheValuesOfWhatFits() throws Exception {
        Map<String, Map<String, Long>> all = facets(query(DeviceFilter.ANY));
        assertThat(all.get("model")).isEqualTo(Map.of("esp8266", 30L, "esp32-rev3", 60L));
        assertThat(all.get("version")).isEqualTo(Map.of("1.1.0", 15L, "1.0.0", 45L));
        assertThat(all.get("online")).isEqualTo(Map.of("true", 30L, "false", 60L));
        assertThat(all.get("held")).isEqualTo(Map.of("true", 9L, "false", 81L));
        assertThat(all).doesNotContainKeys("state", "code", "wave");

        Map<String, Map<String, Long>> meters =
                facets(query(filter(d -> d.campaign = Optional.of(METERS))));
        assertThat(meters.get("state"))
                .isEqualTo(
                        Map.of(
                                "Queued",
                                36L,
                                "Downloading",
                                1L,
                                "RolledBack",
                                2L,
                                "Confirmed",
                                1L));
        assertThat(meters.get("code"))
                .isEqualTo(Map.of("health-check", 1L, "boot-loop", 1L, "timeout", 1L));
        assertThat(meters.get("wave")).isEqualTo(Map.of("0", 10L, "1", 30L));
        assertThat(meters.get("online")).isEqualTo(Map.of("true", 30L, "false", 10L));

        Map<String, Map<String, Long>> failed =
                facets(
                        query(
                                filter(
                                        d -> {
                                            d.campaign = Optional.of(METERS);
                                            d.states = Set.of("RolledBack");
                                            d.labels = Map.of("floor", "0");
                                        })));
        assertThat(failed.get("code")).isEqualTo(Map.of("health-check", 1L));
        assertThat(failed.get("version")).isEqualTo(Map.of("1.0.0", 1L));
    }

    private Map<String, Map<String, Long>> facets(Query query) throws Exception {
        Map<String, Map<String, Long>> facets = new TreeMap<>();
        for (Facet facet : ask(v -> v.facets(query))) {
            assertThat(facet.exact()).as(facet.name()).isTrue();
            Map<String, Long> counts = new TreeMap<>();
            facet.values().forEach(v -> counts.put(v.value(), v.count()));
            facets.put(facet.name(), counts);
        }
        return facets;
    }

    @Test
    void countsEachDeviceOnceWhateverBecomesOfIt() throws Exception {
        write(
                tx -> {
                    tx.save(tx.device(id(0)).orElseThrow().unheld().offline());
                    tx.save(born(tx.device(id(1)).orElseThrow(), NEW));
                    tx.save(born(tx.device(id(80)).orElseThrow(), OLD));
                    assertThat(tx.register(registered(2), "taken")).isFalse();
                });
        assertThat(cells())
                .isEqualTo(
                        Map.of(
                                "esp32-rev3 1.0.0 true", 15L,
                                "esp32-rev3 1.0.0 false", 15L,
                                "esp32-rev3 1.1.0 true", 6L,
                                "esp32-rev3 1.1.0 false", 5L,
                                "esp32-rev3 none false", 19L,
                                "esp8266 1.0.0 true", 7L,
                                "esp8266 1.0.0 false", 8L,
                                "esp8266 1.1.0 true", 2L,
                                "esp8266 1.1.0 false", 3L,
                                "esp8266 none false", 10L));
    }

    @Test
    void everybodyOfflineIsCountedSo() throws Exception {
        write(Store.Tx::everybodyOffline);
        Set<Cell> cells = ask(v -> Set.copyOf(v.cells()));
        assertThat(cells).noneMatch(Cell::online);
        assertThat(cells.stream().mapToLong(Cell::devices).sum()).isEqualTo(DEVICES);
        assertThat(found(d -> d.online = Optional.of(true))).isEmpty();
    }

    private static Device born(Device device, Version version) {
        Birth b = StoreFixtures.bareBirth(version.value());
        return device.born(b, at(500)).device();
    }

    private Map<String, Long> cells() throws Exception {
        Map<String, Long> cells = new TreeMap<>();
        for (Cell cell : ask(v -> Set.copyOf(v.cells())))
            cells.put(
                    cell.model()
                            + " "
                            + cell.version().map(Version::value).orElse("none")
                            + " "
                            + cell.online(),
                    cell.devices());
        return cells;
    }

    @Test
    void aLabelThatIsTakenAwayFindsTheDeviceNoMore() throws Exception {
        write(
                tx ->
                        tx.save(
                                tx.device(id(1))
                                        .orElseThrow()
                                        .labelled(Map.of("site", "roof", "odd", "a=b\\n ü"))));
        assertThat(found(d -> d.labels = Map.of("site", "roof"))).containsExactly(1);
        assertThat(found(d -> d.labels = Map.of("odd", "a=b\\n ü"))).containsExactly(1);
        assertThat(found(d -> d.labels = Map.of("site", "south"))).doesNotContain(1);
    }

    @Test
    void keepsTheEndOfADayOnceAndAnswersWithTheOneBefore() throws Exception {
        write(tx -> tx.fleetViews().endDay(DAY));
        write(
                tx -> {
                    tx.save(born(tx.device(id(80)).orElseThrow(), NEW));
                    tx.fleetViews().endDay(DAY);
                    tx.fleetViews().endDay(DAY.plusDays(3));
                });
        List<DayCount> both = ask(v -> v.days(DAY.plusDays(1), DAY.plusDays(5)));
        assertThat(both)
                .contains(
                        new DayCount(DAY, METER, NEW, 10),
                        new DayCount(DAY.plusDays(3), METER, NEW, 11),
                        new DayCount(DAY, PLUG, OLD, 15))
                .hasSize(8);
        List<DayCount> before = ask(v -> v.days(DAY.minusDays(5), DAY.minusDays(1)));
        assertThat(before).isEmpty();
    }

    @Test
    void countsDevicesByWhomTheyTrust() throws Exception {
        assertThat(ask(FleetStore.Reads::anchors))
                .isEqualTo(Map.of(List.of("old-root"), 20L, List.of("old-root", "root-2027"), 40L));
        write(tx -> tx.save(born(tx.device(id(1)).orElseThrow(), NEW)));
        assertThat(ask(FleetStore.Reads::anchors))
                .isEqualTo(
                        Map.of(
                                List.of("old-root"),
                                19L,
                                List.of("old-root", "root-2027"),
                                40L,
                                List.of(),
                                1L));
    }

    @Test
    void countsCertificatesThatEndAndCount() throws Exception {
        write(
                tx -> {
                    tx.add(new DeviceCertificate("01", id(1), T0, at(100), Optional.empty()));
                    tx.add(new DeviceCertificate("02", id(2), T0, at(100), Optional.of(at(5))));
                    tx.add(new DeviceCertificate("03", id(3), T0, at(300), Optional.empty()));
                });
        long soon = ask(v -> v.certificatesBefore(at(101)));
        long later = ask(v -> v.certificatesBefore(at(301)));
        assertThat(List.of(soon, later)).containsExactly(1L, 2L);
    }

    @Test
    void countsWhatBecameOfAReleaseOverItsCampaigns() throws Exception {
        assertThat(ask(FleetStore.Reads::outcomes))
                .contains(
                        new Outcome(StoreFixtures.release().name(), "Queued", 46),
                        new Outcome(StoreFixtures.release().name(), "RolledBack", 2))
                .hasSize(4);
    }
}
