package io.github.canarywave.adapter.http.operators;

import io.github.canarywave.app.DeviceCursor;
import io.github.canarywave.app.DeviceFilter;
import io.github.canarywave.app.DeviceRow;
import io.github.canarywave.app.DeviceSort;
import io.github.canarywave.app.FleetStore.Count;
import io.github.canarywave.app.FleetStore.Facet;
import io.github.canarywave.app.FleetViews;
import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.app.ServerCertificate;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.fleet.Version;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Three thousand devices of which two have failed; remembers what was asked. */
record FakeFleet(List<String> asked) implements FleetViews {
    private static final int DEVICES = 3_000;
    private static final Instant NOW = Instant.parse("2026-11-20T14:30:00Z");
    private static final CampaignName CAMPAIGN = new CampaignName("thermostat-1.1.0");

    @Override
    public Outcome<Page> search(
            DeviceFilter filter, DeviceSort sort, Optional<DeviceCursor> after, int limit) {
        asked.add("search " + filter + " by " + sort + " " + limit);
        if (filter.idPrefix().equals("none")) return new Outcome.Invalid<>(List.of("wave: no"));
        int from = after.map(place -> Integer.parseInt(place.id().substring(4)) + 1).orElse(0);
        int to = Math.min(DEVICES, from + limit);
        List<Line> lines =
                java.util.stream.IntStream.range(from, to).mapToObj(FakeFleet::line).toList();
        return new Outcome.Done<>(
                new Page(
                        lines,
                        Optional.of(new Count(DEVICES, true)),
                        to < DEVICES
                                ? Optional.of(sort.place(lines.getLast().row()))
                                : Optional.empty()));
    }

    private static Line line(int number) {
        DeviceRow.Tried tried =
                new DeviceRow.Tried(
                        CAMPAIGN,
                        1,
                        "RolledBack",
                        Optional.of("health-check"),
                        2,
                        Optional.of(NOW));
        return new Line(
                new DeviceRow(
                        new DeviceId("sim-%04d".formatted(number)),
                        new Model("thermostat-esp32"),
                        Optional.of(new Version("1.0.0")),
                        true,
                        Optional.of(NOW),
                        number == 0 ? Optional.of("by ada: =cmd, \"quoted\"") : Optional.empty(),
                        Map.of("site", "north"),
                        number < 2 ? Optional.of(tried) : Optional.empty()),
                number < 2 ? Optional.of("canary") : Optional.empty());
    }

    @Override
    public Outcome<List<Facet>> facets(DeviceFilter filter) {
        asked.add("facets " + filter);
        return new Outcome.Done<>(
                List.of(
                        Facet.of("state", Map.of("RolledBack", 2L, "Confirmed", 9L), true),
                        Facet.of("version", Map.of("1.0.0", 11L), false)));
    }

    @Override
    public Outcome<Integer> hold(DeviceFilter filter, String who, String why) {
        asked.add("hold " + filter + " by " + who + " because " + why);
        return new Outcome.Done<>(2);
    }

    @Override
    public Outcome<Integer> unhold(DeviceFilter filter, String who, String why) {
        asked.add("unhold " + filter + " by " + who + " because " + why);
        return new Outcome.Done<>(2);
    }

    @Override
    public Numbers numbers() {
        return new Numbers(500, 480, 457, 40, 3);
    }

    @Override
    public Adoption adoption(int days, Optional<Product> product) {
        asked.add("adoption " + days + product.map(p -> " " + p).orElse(""));
        LocalDate today = LocalDate.of(2026, 11, 20);
        return new Adoption(
                List.of(today.minusDays(1), today),
                List.of(new Adopted(new Version("1.1.0"), List.of(0L, 43L))),
                List.of(500L, 457L));
    }

    @Override
    public List<ReleaseRate> rates() {
        return List.of(
                new ReleaseRate(
                        new ReleaseName(new Product("thermostat-esp32"), new Version("1.1.0")),
                        "published",
                        43,
                        43,
                        7,
                        List.of("k-dev"),
                        true),
                new ReleaseRate(
                        new ReleaseName(new Product("thermostat-esp32"), new Version("1.0.0")),
                        "published",
                        457,
                        0,
                        0,
                        List.of("k-dev"),
                        false));
    }

    @Override
    public Trust trust() {
        return new Trust(
                List.of(
                        new Anchor(
                                "51b944cdfa544d4c",
                                Optional.of("release key k-dev"),
                                500,
                                16,
                                Optional.of(NOW.plusSeconds(86_400L * 101)))),
                List.of(
                        new ServerCertificate(
                                "root",
                                "CN=Canarywave root",
                                "00c1a2b3d4e5f607",
                                NOW.plusSeconds(86_400L * 101))),
                3,
                12,
                NOW);
    }
}
