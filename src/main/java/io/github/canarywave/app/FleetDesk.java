package io.github.canarywave.app;

import io.github.canarywave.app.FleetStore.Cell;
import io.github.canarywave.app.FleetStore.Facet;
import io.github.canarywave.app.FleetStore.Query;
import io.github.canarywave.app.FleetStore.Search;
import io.github.canarywave.app.FleetStore.ValueCount;
import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.app.Operations.Outcome.Done;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.rollout.Rollout;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Answers what people ask of the whole fleet. Safe from any thread. */
final class FleetDesk implements FleetViews {
    private final Store store;
    private final MassHold holds;
    private final Supplier<Instant> wallClock;
    private final Supplier<List<ServerCertificate>> certificates;

    /**
     * @param certificates those in use now
     */
    FleetDesk(
            Store store,
            TurnLoop loop,
            Supplier<Instant> wallClock,
            Supplier<List<ServerCertificate>> certificates) {
        this.store = store;
        this.holds = new MassHold(store, loop);
        this.wallClock = wallClock;
        this.certificates = certificates;
    }

    @Override
    public Outcome<Page> search(
            DeviceFilter filter, DeviceSort sort, Optional<DeviceCursor> after, int limit) {
        boolean ofAttempt =
                sort.field() == DeviceSort.Field.STATE || sort.field() == DeviceSort.Field.CODE;
        if (ofAttempt && filter.campaign().isEmpty())
            return FleetWish.invalid(
                    "sort by state or code needs a campaign: add campaign=NAME, got sort=" + sort);
        return store.read(
                reads ->
                        FleetWish.of(
                                reads, filter, query -> page(reads, query, sort, after, limit)));
    }

    private static Outcome<Page> page(
            Store.Reads reads,
            Query query,
            DeviceSort sort,
            Optional<DeviceCursor> after,
            int limit) {
        return switch (reads.fleetViews().search(query, sort, after, limit)) {
            case Search.Found found ->
                    new Done<>(new Page(lines(reads, found.rows()), found.count(), found.next()));
            case Search.TooManyToSort() ->
                    FleetWish.invalid(
                            "sort must be id where more than "
                                    + FleetStore.COUNTED_MAX
                                    + " devices may fit: name more of what they are, got sort="
                                    + sort);
        };
    }

    private static List<Line> lines(Store.Reads reads, List<DeviceRow> rows) {
        Map<CampaignName, Optional<Rollout>> known = new HashMap<>();
        return rows.stream()
                .map(
                        row ->
                                new Line(
                                        row,
                                        row.tried()
                                                .flatMap(
                                                        tried ->
                                                                known.computeIfAbsent(
                                                                                tried.campaign(),
                                                                                reads::rollout)
                                                                        .map(
                                                                                r ->
                                                                                        r.wave(
                                                                                                        tried
                                                                                                                .wave())
                                                                                                .name()))))
                .toList();
    }

    @Override
    public Outcome<List<Facet>> facets(DeviceFilter filter) {
        return store.read(
                reads ->
                        FleetWish.of(
                                reads,
                                filter,
                                query ->
                                        new Done<>(
                                                reads.fleetViews().facets(query).stream()
                                                        .map(f -> named(reads, filter, f))
                                                        .toList())));
    }

    /** The store counts waves by their places. */
    private static Facet named(Store.Reads reads, DeviceFilter filter, Facet facet) {
        if (!facet.name().equals("wave")) return facet;
        Rollout rollout = filter.campaign().flatMap(reads::rollout).orElseThrow();
        return new Facet(
                facet.name(),
                facet.values().stream()
                        .map(
                                v ->
                                        new ValueCount(
                                                rollout.wave(Integer.parseInt(v.value())).name(),
                                                v.count()))
                        .toList(),
                facet.exact());
    }

    @Override
    public Outcome<Integer> hold(DeviceFilter filter, String who, String why) {
        return holds.hold(filter, who, why);
    }

    @Override
    public Outcome<Integer> unhold(DeviceFilter filter, String who, String why) {
        return holds.unhold(filter, who, why);
    }

    @Override
    public Numbers numbers() {
        return store.read(
                reads -> numbers(reads.fleetViews().cells(), Newest.of(reads.releases())));
    }

    private static Numbers numbers(List<Cell> cells, Newest newest) {
        long online = 0;
        long upToDate = 0;
        long outdated = 0;
        long unknown = 0;
        for (Cell cell : cells) {
            if (cell.online()) online += cell.devices();
            if (cell.version().isEmpty()) unknown += cell.devices();
            else if (newest.is(cell.model(), cell.version().get())) upToDate += cell.devices();
            else outdated += cell.devices();
        }
        return new Numbers(upToDate + outdated + unknown, online, upToDate, outdated, unknown);
    }

    @Override
    public Adoption adoption(int days, Optional<Product> product) {
        return store.read(reads -> new FleetDays(reads, wallClock.get()).adoption(days, product));
    }

    @Override
    public List<ReleaseRate> rates() {
        return store.read(ReleaseRates::all);
    }

    @Override
    public Trust trust() {
        return store.read(reads -> new TrustView(reads, certificates.get(), wallClock.get()).all());
    }
}
