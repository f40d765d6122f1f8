package io.github.canarywave.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.CampaignDraft;
import io.github.canarywave.domain.campaign.Pace;
import io.github.canarywave.domain.campaign.Size;
import io.github.canarywave.domain.campaign.StartRate;
import io.github.canarywave.domain.campaign.UpdateWindow;
import io.github.canarywave.domain.campaign.UpdateWindow.AtEnd;
import io.github.canarywave.domain.campaign.UpdateWindow.Hours;
import io.github.canarywave.domain.campaign.Wave;
import io.github.canarywave.domain.campaign.Zone;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Samples;
import io.github.canarywave.domain.rollout.State;

import org.junit.jupiter.api.Test;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * No command leaves outside a window: random hours and days, also across midnight, devices in three
 * zones over the days on which clocks change there, jumps of the server's clock, deafness and
 * restarts. Whether a time is inside is asked of the clock on the wall, not of our rules.
 */
class WindowPropertiesTest {
    private static final int SEEDS = Integer.getInteger("window.seeds", 150);
    private static final int DEVICES = 6;
    private static final Duration LENGTH = Duration.ofDays(4);
    private static final long STEADY_SECONDS = Duration.ofMinutes(5).toSeconds();

    /** Half an hour in the third; clocks there change at different times of the day. */
    private static final List<ZoneId> ZONES =
            List.of(
                    ZoneId.of("Europe/Berlin"),
                    ZoneId.of("America/New_York"),
                    ZoneId.of("Australia/Lord_Howe"));

    /** One or two days before clocks change in one of them, there and back. */
    private static final List<String> BEGINS =
            List.of(
                    "2026-10-24T03:00:00Z",
                    "2027-03-27T03:00:00Z",
                    "2026-10-31T09:00:00Z",
                    "2027-03-13T09:00:00Z",
                    "2026-10-02T18:00:00Z",
                    "2027-04-02T18:00:00Z");

    @Test
    void noCommandLeavesOutsideAWindowAndEachThatOpensIsUsed() {
        long commands = 0;
        long jumps = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            History history = new History(seed);
            history.run();
            commands += history.bench.published.size();
            jumps += history.jumps;
        }
        assertThat(commands).as("commands in all").isGreaterThan(10L * SEEDS);
        assertThat(jumps).as("jumps of the clock in all").isGreaterThan(SEEDS);
    }

    private static final class History {
        final Bench bench;
        int jumps;
        private final long seed;
        private final Random random;
        private final Hours hours;
        private final Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        private final Set<StoredCommand> told = new HashSet<>();

        /** How long the server's clock has been steady. */
        private long steady = Long.MAX_VALUE / 2;

        History(long seed) {
            this.seed = seed;
            random = new Random(seed);
            LocalTime from = LocalTime.of(random.nextInt(24), 10 * random.nextInt(6));
            hours = new Hours(from, from.plusMinutes(30 + 10L * random.nextInt(130)));
            while (days.isEmpty())
                for (DayOfWeek day : DayOfWeek.values()) if (random.nextInt(4) > 0) days.add(day);
            bench = new Bench(campaign(), DEVICES);
            bench.begin(Instant.parse(BEGINS.get((int) (seed % BEGINS.size()))));
            for (int i = 0; i < DEVICES; i++) {
                int device = i;
                bench.store.write(
                        tx -> {
                            tx.save(
                                    tx.device(Samples.id(device))
                                            .orElseThrow()
                                            .labelled(Map.of("tz", zone(device).getId())));
                            return tx;
                        });
                bench.born(i, Samples.OLD);
            }
            while (bench.turns.freeze(bench.now())) bench.pass(0);
        }

        private static ZoneId zone(int device) {
            return ZONES.get(device % ZONES.size());
        }

        /** No limit but the window; devices take commands and say nothing. */
        private Campaign campaign() {
            boolean own = random.nextInt(4) > 0;
            return CampaignDraft.of(
                            Samples.campaign(
                                    new Pace(
                                            OptionalInt.of(1_000),
                                            false,
                                            new StartRate(10_000, 100, 10_000)),
                                    new Wave("all", Size.percent(100), Duration.ZERO, List.of())))
                    .window(
                            new UpdateWindow(
                                    own
                                            ? new Zone.OfDevice(Optional.empty())
                                            : new Zone.Named(ZONES.getFirst()),
                                    days,
                                    Optional.of(hours),
                                    Optional.empty(),
                                    Optional.empty(),
                                    any(List.of(AtEnd.values())),
                                    List.of()))
                    .build();
        }

        private AtEnd any(List<AtEnd> of) {
            return of.get(random.nextInt(of.size()));
        }

        void run() {
            Instant end = bench.now().wall().plus(LENGTH);
            // What its clock jumped forward it does not live through.
            for (int step = 0; step < 1_500 && bench.now().wall().isBefore(end); step++) {
                happen();
                turn();
            }
        }

        private void happen() {
            int minutes = 1 + random.nextInt(15);
            switch (random.nextInt(60)) {
                case 0 -> jump(Duration.ofMinutes(6L + random.nextInt(300)));
                case 1 -> jump(Duration.ofMinutes(-6L - random.nextInt(300)));
                case 2 -> {
                    bench.deaf(minutes * 60L);
                    steady += minutes * 60L;
                }
                default -> pass(minutes * 60L);
            }
        }

        private void jump(Duration by) {
            bench.jump(by);
            jumps++;
            steady = 0;
        }

        private void pass(long seconds) {
            bench.pass(seconds);
            steady += seconds;
        }

        private void turn() {
            for (int i = 0; i < DEVICES; i++) if (random.nextInt(8) == 0) alive(i);
            bench.turns.facts(List.of(), bench.now());
            boolean more;
            do more = bench.turns.withdraw(bench.now());
            while (more);
            while (bench.turns.open(bench.now())) bench.pass(0);
            int before = bench.published.size();
            List<Integer> due = IntStream.range(0, DEVICES).filter(this::mayGo).boxed().toList();
            bench.wishes();
            for (int device : due)
                assertThat(bench.attempt(device).state())
                        .as("seed %s, device %s at %s", seed, device, bench.now().wall())
                        .isNotInstanceOf(State.Queued.class);
            if (random.nextInt(20) == 0) bench.turns.resend(bench.now());
            for (StoredCommand command : bench.published.subList(before, bench.published.size()))
                if (!command.withdraws()) published(command);
            for (StoredCommand command : told)
                if (isUnderWay(command) && bench.turns.mayHandOver(command))
                    insideNow(command, "may be handed over");
        }

        /** Whether nothing but the window could keep it back, and that is open. */
        private boolean mayGo(int device) {
            return bench.attempt(device).state() instanceof State.Queued(var from, var until)
                    && !from.isAfter(bench.now().hearing())
                    && until.isBefore(Instant.MAX)
                    && bench.device(device).online()
                    && steady >= STEADY_SECONDS
                    && inside(there(device, bench.now().wall()));
        }

        /** Whatever happened to its commands, it is there again. */
        private void alive(int device) {
            bench.rebooted(device, Samples.OLD, "r" + device + "x" + told.size() % 7, 8);
        }

        private boolean isUnderWay(StoredCommand command) {
            Attempt attempt = bench.attempt(Bench.number(command.device()));
            return attempt.state() instanceof State.Starting
                    && attempt.command().equals(Optional.of(command.id()));
        }

        private void published(StoredCommand command) {
            insideNow(command, "published");
            assertThat(steady).as(at(command)).isGreaterThanOrEqualTo(STEADY_SECONDS);
            assertThat(inside(there(command, command.expires().minusMillis(1))))
                    .as("%s good until %s", at(command), command.expires())
                    .isTrue();
            told.add(command);
        }

        private void insideNow(StoredCommand command, String what) {
            assertThat(inside(there(command, bench.now().wall())))
                    .as("%s %s", what, at(command))
                    .isTrue();
        }

        private String at(StoredCommand command) {
            return "seed %s: %s at %s, window %s to %s on %s"
                    .formatted(
                            seed,
                            command.device(),
                            there(command, bench.now().wall()),
                            hours.from(),
                            hours.to(),
                            days);
        }

        private ZonedDateTime there(StoredCommand command, Instant at) {
            return there(Bench.number(command.device()), at);
        }

        private ZonedDateTime there(int device, Instant at) {
            boolean own = bench.rollout().campaign().window().zone() instanceof Zone.OfDevice;
            ZoneId zone = own ? zone(device) : ZONES.getFirst();
            return at.atZone(zone);
        }

        private boolean inside(ZonedDateTime there) {
            LocalTime time = there.toLocalTime();
            DayOfWeek today = there.getDayOfWeek();
            if (hours.to().isAfter(hours.from()))
                return days.contains(today)
                        && !time.isBefore(hours.from())
                        && time.isBefore(hours.to());
            return (!time.isBefore(hours.from()) && days.contains(today))
                    || (time.isBefore(hours.to()) && days.contains(today.minus(1)));
        }
    }
}
