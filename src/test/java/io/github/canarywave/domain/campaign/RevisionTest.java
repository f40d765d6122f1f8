package io.github.canarywave.domain.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.Gate.Action;
import io.github.canarywave.domain.campaign.Gate.FailureRate;
import io.github.canarywave.domain.campaign.Revision.Change;
import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.image.Sha256;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;

class RevisionTest {
    private static final int COHORT = 1_000;
    private static final ReleaseName RELEASE =
            new ReleaseName(new Product("lamp"), new Version("2.0.0"));
    private static final Campaign OLD =
            campaign(
                    wave("canary", 10, 30, gate(10)),
                    wave("half", 500, 60, gate(10)),
                    wave("all", COHORT, 0));

    private static FailureRate gate(int percent) {
        return new FailureRate(Share.percent(percent), 5, Optional.empty(), Action.HALT);
    }

    private static Wave wave(String name, int upTo, int soakMinutes, Gate... gates) {
        return new Wave(
                name, new Size.Count(upTo), Duration.ofMinutes(soakMinutes), List.of(gates));
    }

    private static Campaign campaign(Wave... waves) {
        return draft().waves(List.of(waves)).build();
    }

    private static CampaignDraft draft() {
        return CampaignDraft.of(new CampaignName("lamps"), RELEASE).seed("seed");
    }

    private static List<String> edits(Campaign next, int openWave) {
        return edits(OLD, next, openWave);
    }

    private static List<String> edits(Campaign old, Campaign next, int openWave) {
        return Revision.between(old, next, new Revision.Standing(openWave, COHORT)).stream()
                .map(
                        change ->
                                switch (change) {
                                    case Change.Stricter c ->
                                            "~ " + c.field() + " " + c.from() + " -> " + c.to();
                                    case Change.NeedsNewCampaign c ->
                                            "! " + c.field() + ": " + c.why();
                                })
                .toList();
    }

    private static List<String> waves(int openWave, Wave... waves) {
        return edits(campaign(waves), openWave);
    }

    @Test
    void aGateOutsideMayBeMadeTighterAndAsksTheSame() {
        assertThat(outside(reading("up", 0, 5, Action.PAUSE), reading("up", 1, 4, Action.HALT)))
                .isTrue();
        assertThat(outside(reading("up", 0, 5, Action.HALT), reading("up", 0, 6, Action.HALT)))
                .isFalse();
        assertThat(outside(reading("up", 1, 5, Action.HALT), reading("up", 0, 5, Action.HALT)))
                .isFalse();
        assertThat(outside(reading("up", 0, 5, Action.HALT), reading("down", 0, 5, Action.HALT)))
                .isFalse();
        assertThat(outside(reading("up", 0, 5, Action.HALT), reading("up", 0, 5, Action.PAUSE)))
                .isFalse();
        assertThat(outside(reading("up", 0, 5, Action.PAUSE), reading("up", 0, 5, Action.NOTIFY)))
                .isFalse();
        assertThat(outside(hook("smoke", Action.NOTIFY), hook("smoke", Action.PAUSE))).isTrue();
        assertThat(outside(hook("smoke", Action.HALT), hook("other", Action.HALT))).isFalse();
        assertThat(outside(hook("smoke", Action.HALT), hook("smoke", Action.NOTIFY))).isFalse();
        assertThat(outside(hook("smoke", Action.HALT), reading("up", 0, 5, Action.HALT))).isFalse();
    }

    @Test
    void limitsThatLoseOneSideAreLooser() {
        Gate both = reading("up", 0, 5, Action.HALT);
        Limits high = new Limits(OptionalDouble.empty(), OptionalDouble.of(5));
        Gate one = new Gate.Prometheus(new Query("up"), high, Action.HALT);
        assertThat(outside(both, one)).isFalse();
        assertThat(outside(one, both)).isTrue();
    }

    private static boolean outside(Gate before, Gate after) {
        return GateRevision.between(List.of(before), List.of(after)).getFirst().tighter();
    }

    private static Gate reading(String query, double min, double max, Action action) {
        Limits limits = new Limits(OptionalDouble.of(min), OptionalDouble.of(max));
        return new Gate.Prometheus(new Query(query), limits, action);
    }

    private static Gate hook(String name, Action action) {
        return new Gate.Webhook(name, action);
    }

    @Test
    void whatIsTheSameIsNoEdit() {
        assertThat(edits(CampaignDraft.of(OLD).defaults(List.of("other words")).build(), 0))
                .isEmpty();
    }

    @Test
    void laterWavesMayBeSmallerAndPutBetween() {
        assertThat(
                        waves(
                                0,
                                wave("canary", 10, 30, gate(10)),
                                wave("tenth", 100, 0),
                                wave("half", 400, 60, gate(10)),
                                wave("all", COHORT, 0)))
                .containsExactly("~ waves.tenth none -> 100", "~ waves.half.upTo 500 -> 400");
        assertThat(
                        waves(
                                0,
                                wave("canary", 10, 30, gate(10)),
                                wave("half", 600, 60, gate(10)),
                                wave("all", COHORT, 0)))
                .containsExactly("! waves.half.upTo: a larger wave is looser");
        assertThat(
                        waves(
                                0,
                                wave("canary", 10, 30, gate(10)),
                                wave("half", 10, 60, gate(10)),
                                wave("all", COHORT, 0)))
                .containsExactly("! waves.half.upTo: the wave would be left out, with its gates");
        assertThat(waves(0, wave("canary", 10, 30, gate(10)), wave("all", COHORT, 0)))
                .containsExactly("! waves.half: a wave cannot be left out");
    }

    @Test
    void whatIsOpenStaysWhereItIs() {
        assertThat(
                        waves(
                                1,
                                wave("canary", 5, 30, gate(10)),
                                wave("tenth", 100, 0),
                                wave("half", 400, 60, gate(10)),
                                wave("all", COHORT, 0)))
                .containsExactly(
                        "! waves.canary.upTo: the wave is open already",
                        "! waves.tenth: a wave behind it is open already",
                        "! waves.half.upTo: the wave is open already");
    }

    @Test
    void soaksGrowGatesTightenApprovalsAreAdded() {
        Wave all = wave("all", COHORT, 0);
        assertThat(
                        waves(
                                0,
                                wave("canary", 10, 45, gate(5), gate(20)),
                                wave("half", 500, 60, gate(10)),
                                all.approvedBy(Approval.DEFAULT)))
                .containsExactly(
                        "~ waves.canary.soak 30m -> 45m",
                        "~ waves.canary.gates failureRate ≤ 10% (n ≥ 5) halt -> failureRate ≤ 5%"
                                + " (n ≥ 5) halt",
                        "~ waves.canary.gates none -> failureRate ≤ 20% (n ≥ 5) halt",
                        "~ waves.all.approval none -> approval by approver within 3d");
        FailureRate sure =
                new FailureRate(Share.percent(10), 5, Optional.of(Share.percent(95)), Action.PAUSE);
        FailureRate more = new FailureRate(Share.percent(10), 6, Optional.empty(), Action.HALT);
        assertThat(waves(0, wave("canary", 10, 20, sure), wave("half", 500, 60, more), all))
                .containsExactly(
                        "! waves.canary.soak: a shorter soak is looser",
                        "! waves.canary.gates: to be surer before it halts is looser",
                        "! waves.half.gates: the sample cannot change");
    }

    @Test
    void releaseCohortAndOrderNeverChange() {
        Cohort north = new Cohort(Map.of("site", "north"), Set.of(), Set.of(), Map.of());
        Campaign next =
                CampaignDraft.of(
                                OLD.name(),
                                new ReleaseName(new Product("lamp"), new Version("2.0.1")))
                        .cohort(north)
                        .seed("other")
                        .description("words")
                        .waves(OLD.waves())
                        .pace(new Pace(OptionalInt.of(10), false, StartRate.DEFAULT))
                        .build();
        assertThat(edits(next, 0))
                .containsExactly(
                        "~ description none -> words",
                        "! release: the release of a campaign never changes",
                        "! cohort: the cohort of a campaign never changes",
                        "! order.seed: the order of a cohort never changes",
                        "~ pace.inFlight 1000 -> 10",
                        "! pace.window: without the window it is faster");
    }

    @Test
    void thePinnedArtifactNeverChanges() {
        Sha256 one = Sha256.of(new byte[] {1});
        Sha256 other = Sha256.of(new byte[] {2});
        Campaign pinned = CampaignDraft.of(OLD).digest(Optional.of(one)).build();
        Campaign elsewhere = CampaignDraft.of(OLD).digest(Optional.of(other)).build();
        List<String> refused =
                List.of("! release.digest: the artifact that a campaign pins never changes");
        assertThat(edits(pinned, elsewhere, 0)).isEqualTo(refused);
        assertThat(edits(pinned, OLD, 0)).isEqualTo(refused);
        assertThat(edits(OLD, pinned, 0)).isEqualTo(refused);
        assertThat(edits(pinned, CampaignDraft.of(pinned).build(), 0)).isEmpty();
    }

    /** A field that is new must be thought of here: until then it would pass unseen. */
    @Test
    void knowsEveryFieldOfACampaign() {
        assertThat(Campaign.class.getRecordComponents()).hasSize(14);
        assertThat(Wave.class.getRecordComponents()).hasSize(6);
        assertThat(Pace.class.getRecordComponents()).hasSize(5);
        assertThat(DeviceRules.class.getRecordComponents()).hasSize(6);
        assertThat(Retries.class.getRecordComponents()).hasSize(4);
        assertThat(FailureRate.class.getRecordComponents()).hasSize(4);
    }

    @Test
    void whatFollowsAHaltMayChangeWhileItRuns() {
        Campaign back = CampaignDraft.of(OLD).onHalt(OnHalt.ROLLBACK).build();
        assertThat(edits(OLD, back, 0)).containsExactly("~ onHalt offer -> rollback");
        assertThat(edits(back, OLD, 0)).containsExactly("~ onHalt rollback -> offer");
    }

    @Test
    void windowsNamesAndLimitsOnDownloadsOnlyBecomeStricter() {
        Pace slow =
                new Pace(
                        OptionalInt.empty(),
                        true,
                        new StartRate(30, 150, 600),
                        OptionalLong.of(1_000_000),
                        OptionalInt.of(50));
        Campaign slower = CampaignDraft.of(OLD).pace(slow).build();
        assertThat(edits(OLD, slower, 0))
                .containsExactly(
                        "~ pace.start 60 -> 30",
                        "~ pace.max 3000 -> 600",
                        "~ pace.bandwidth none -> 1000000",
                        "~ pace.concurrentDownloads none -> 50");
        assertThat(edits(slower, OLD, 0))
                .containsExactly(
                        "! pace.start: more is faster",
                        "! pace.max: more is faster",
                        "! pace.bandwidth: more is faster",
                        "! pace.concurrentDownloads: more is faster");
        Campaign named =
                CampaignDraft.of(OLD)
                        .exclusive(Optional.of(new Exclusive("lamps", Exclusive.OnConflict.QUEUE)))
                        .build();
        assertThat(edits(OLD, named, 0))
                .containsExactly("! exclusive: others wait for it by this name");
    }

    /** What a device at each place of the cohort waits for never becomes less. */
    @Test
    void aRevisionIsNeverLooser() {
        int taken = 0;
        int refused = 0;
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            Campaign old = some(random);
            Campaign next = edited(old, random);
            int openWave = random.nextInt(3) - 1;
            List<Change> changes =
                    Revision.between(old, next, new Revision.Standing(openWave, COHORT));
            if (changes.stream().anyMatch(Change.NeedsNewCampaign.class::isInstance)) refused++;
            else {
                taken += changes.isEmpty() ? 0 : 1;
                notLooser("seed " + seed, old, next);
            }
        }
        assertThat(taken).as("revisions taken").isGreaterThan(500);
        assertThat(refused).as("edits refused").isGreaterThan(5_000);
    }

    private static void notLooser(String seed, Campaign old, Campaign next) {
        for (int place : new int[] {0, 9, 10, 99, 100, 250, 499, 500, 999}) {
            List<Wave> before = behind(old, place);
            List<Wave> after = behind(next, place);
            assertThat(soaks(after)).as(seed + ", soak").isGreaterThanOrEqualTo(soaks(before));
            for (Wave wave : before) {
                Optional<Wave> same =
                        after.stream().filter(w -> w.name().equals(wave.name())).findFirst();
                assertThat(same).as(seed + ", wave before " + place).isPresent();
                assertThat(strictest(same.get()))
                        .as(seed + ", gate of " + wave.name())
                        .isLessThanOrEqualTo(strictest(wave));
            }
            assertThat(approvals(next, place))
                    .as(seed + ", approvals")
                    .isGreaterThanOrEqualTo(approvals(old, place));
        }
        assertThat(next.pace().inFlightMax(COHORT))
                .isLessThanOrEqualTo(old.pace().inFlightMax(COHORT));
        assertThat(next.device().retries().max()).isLessThanOrEqualTo(old.device().retries().max());
    }

    /** Waves that must have passed before this place of the cohort is opened. */
    private static List<Wave> behind(Campaign campaign, int place) {
        return campaign.waves().stream().filter(w -> w.upTo().within(COHORT) <= place).toList();
    }

    private static Duration soaks(List<Wave> waves) {
        return waves.stream().map(Wave::soak).reduce(Duration.ZERO, Duration::plus);
    }

    private static int strictest(Wave wave) {
        return wave.gates().stream()
                .map(FailureRate.class::cast)
                .mapToInt(gate -> gate.max().millionths())
                .min()
                .orElse(Share.WHOLE);
    }

    /** How many a device at this place waits for; one that is put in may stand for another. */
    private static int approvals(Campaign campaign, int place) {
        int approvals = 0;
        int from = 0;
        for (Wave wave : campaign.waves()) {
            if (from <= place && wave.approval().isPresent()) approvals++;
            from = wave.upTo().within(COHORT);
        }
        return approvals;
    }

    private static Campaign some(Random random) {
        List<Wave> waves = new ArrayList<>();
        int[] ends = {10, 100, 500};
        String[] names = {"canary", "early", "half"};
        for (int i = 0; i < 3; i++)
            waves.add(wave(names[i], ends[i], random.nextInt(3) * 30, gate(5 + random.nextInt(3))));
        waves.add(wave("all", COHORT, 0));
        int guarded = random.nextInt(4);
        if (random.nextBoolean())
            waves.set(guarded, waves.get(guarded).approvedBy(Approval.DEFAULT));
        return draft().waves(waves)
                .pace(new Pace(OptionalInt.of(50 + random.nextInt(3)), true))
                .build();
    }

    /** The same with one to three edits, in whatever direction. */
    private static Campaign edited(Campaign old, Random random) {
        List<Wave> waves = new ArrayList<>(old.waves());
        CampaignDraft next = CampaignDraft.of(old);
        for (int i = random.nextInt(3); i >= 0; i--) {
            int place = random.nextInt(waves.size());
            Wave wave = waves.get(place);
            int end = wave.upTo().within(COHORT);
            switch (random.nextInt(8)) {
                case 0 ->
                        waves.set(
                                place,
                                new Wave(
                                        wave.name(),
                                        wave.upTo(),
                                        Duration.ofMinutes(random.nextInt(4) * 30L),
                                        wave.gates(),
                                        wave.approval(),
                                        wave.prefer()));
                case 1 ->
                        waves.set(
                                place,
                                new Wave(
                                        wave.name(),
                                        wave.upTo(),
                                        wave.soak(),
                                        random.nextInt(4) == 0
                                                ? List.of()
                                                : List.of(gate(3 + random.nextInt(7))),
                                        wave.approval(),
                                        wave.prefer()));
                case 2 -> {
                    if (place < waves.size() - 1)
                        waves.set(
                                place,
                                new Wave(
                                        wave.name(),
                                        new Size.Count(1 + random.nextInt(COHORT - 1)),
                                        wave.soak(),
                                        wave.gates(),
                                        wave.approval(),
                                        wave.prefer()));
                }
                case 3 ->
                        waves.add(
                                place,
                                wave("new" + i, Math.max(1, end - 1 - random.nextInt(50)), 0));
                case 4 -> {
                    if (place < waves.size() - 1) waves.remove(place);
                }
                case 5 -> waves.set(place, wave.approvedBy(Approval.DEFAULT));
                case 6 ->
                        waves.set(
                                place,
                                new Wave(wave.name(), wave.upTo(), wave.soak(), wave.gates()));
                default ->
                        next.pace(
                                new Pace(
                                        OptionalInt.of(48 + random.nextInt(6)),
                                        random.nextInt(5) > 0));
            }
        }
        return next.waves(waves).build();
    }
}
