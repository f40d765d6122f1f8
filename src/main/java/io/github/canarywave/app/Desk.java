package io.github.canarywave.app;

import io.github.canarywave.app.CampaignReader.Reading.Read;
import io.github.canarywave.app.CampaignReader.Reading.Wrong;
import io.github.canarywave.app.Operations.Outcome.Conflict;
import io.github.canarywave.app.Operations.Outcome.Done;
import io.github.canarywave.app.Operations.Outcome.Invalid;
import io.github.canarywave.app.Operations.Outcome.NotFound;
import io.github.canarywave.app.Rollbacks.Made;
import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.EarlierOutcome;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Labels;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.image.FileForm;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.ReleaseSignature;
import io.github.canarywave.domain.rollout.Rollback;
import io.github.canarywave.domain.rollout.Rollout;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Answers what people ask for. Safe from any thread. */
public final class Desk implements Operations {
    private final Store store;
    private final TurnLoop loop;
    private final Turns turns;
    private final CampaignReader campaigns;
    private final CommandForge forge;
    private final Steering steering;
    private final Approver approver;
    private final Retrying retrying;
    private final Revising revising;
    private final Intake intake;
    private final Live live;
    private final Inquiry inquiry;
    private final DeviceCare care;
    private final ReleaseCare releaseCare;
    private final Explaining explaining;
    private final Tokens tokens;
    private final Supplier<Instant> wallClock;
    private final Supplier<Map<String, Long>> counters;
    private final Certification certification;
    private final People people;
    private final FleetViews fleetViews;
    private final Curves curves;
    private final Overviews overviews;

    /**
     * @param certificates of the server's, when they end
     */
    public Desk(
            Store store,
            TurnLoop loop,
            Turns turns,
            CampaignReader campaigns,
            CommandForge forge,
            Intake intake,
            Live live,
            Tokens tokens,
            Supplier<Instant> wallClock,
            Supplier<Map<String, Long>> counters,
            Certification certification,
            People people,
            Curves curves,
            Supplier<List<ServerCertificate>> certificates) {
        this.store = store;
        this.loop = loop;
        this.turns = turns;
        this.campaigns = campaigns;
        this.forge = forge;
        this.steering = new Steering(store, loop, turns);
        this.approver = new Approver(loop);
        this.retrying = new Retrying(loop);
        this.revising = new Revising(loop);
        this.intake = intake;
        this.live = live;
        this.inquiry = new Inquiry(store, loop);
        this.care = new CareDesk(store, loop);
        this.releaseCare = new ReleaseDesk(store, intake.files(), steering, wallClock);
        this.explaining = new Explaining(store, loop::now, loop::mute, loop::shown);
        this.tokens = tokens;
        this.wallClock = wallClock;
        this.counters = counters;
        this.certification = certification;
        this.people = people;
        this.fleetViews = new FleetDesk(store, loop, wallClock, certificates);
        this.curves = curves;
        this.overviews =
                new Overviews(
                        store,
                        loop,
                        curves,
                        turns::broker,
                        certificates,
                        new FleetNumbers(fleetViews::numbers),
                        wallClock);
        live.onChange(overviews::changed);
    }

    @Override
    public Outcome<Plan> plan(String fileName, String text) {
        return reading(
                fileName, text, (campaign, release) -> new Done<>(planned(campaign, release)));
    }

    private Plan planned(Campaign campaign, Release release) {
        return store.read(
                reads -> {
                    Plan plan =
                            new Planner(reads, forge, campaign, release, loop.now().hearing())
                                    .plan(wallClock.get());
                    return reads.rollout(campaign.name())
                            .filter(rollout -> !rollout.state().over())
                            .map(rollout -> plan.changing(Revising.changes(rollout, campaign)))
                            .orElse(plan);
                });
    }

    @Override
    public Outcome<RolloutStatus> apply(String fileName, String text, String who) {
        return reading(
                fileName, text, (campaign, release) -> applied(campaign, release, text, who));
    }

    private Outcome<RolloutStatus> applied(
            Campaign campaign, Release release, String text, String who) {
        return store.read(reads -> reads.rollout(campaign.name())).isPresent()
                ? revising.revise(campaign, text, who)
                : start(
                        campaign,
                        release,
                        control -> new Beginning(control, who, "").begin(campaign, release, text));
    }

    /**
     * @param begin stores it, or says why not
     */
    private Outcome<RolloutStatus> start(
            Campaign campaign, Release release, Function<Control, Optional<String>> begin) {
        store.requireRoom();
        if (turns.broker() instanceof BrokerVerdict.Failed failed)
            return new Conflict<>(
                    "campaign "
                            + campaign.name()
                            + " is not started: "
                            + failed.objection().orElseThrow());
        Plan plan = planned(campaign, release);
        if (plan.longestCommand() > Planner.COMMAND_LIMIT_BYTES)
            return new Invalid<>(
                    List.of(
                            "the longest command would have "
                                    + plan.longestCommand()
                                    + " bytes, small devices take at most "
                                    + Planner.COMMAND_LIMIT_BYTES
                                    + "; use a shorter host name, model or version"));
        if (plan.cohort() == 0)
            return new Conflict<>(
                    "campaign " + campaign.name() + " selects no device" + excluded(plan));
        Optional<String> conflict = loop.control(begin);
        return conflict.<Outcome<RolloutStatus>>map(Conflict::new)
                .orElseGet(() -> new Done<>(rollout(campaign.name()).orElseThrow()));
    }

    private static String excluded(Plan plan) {
        return plan.exclusions().isEmpty()
                ? ": no registered device matches its cohort and the models of the release"
                : ": "
                        + plan.exclusions().getFirst().devices()
                        + " devices left out, "
                        + plan.exclusions().getFirst().what();
    }

    private interface WithRelease<T> {
        Outcome<T> then(Campaign campaign, Release release);
    }

    private <T> Outcome<T> reading(String fileName, String text, WithRelease<T> then) {
        return switch (campaigns.read(fileName, text)) {
            case Wrong(var problems) -> new Invalid<>(problems);
            case Read(var campaign) -> {
                Optional<Release> release = release(campaign.release());
                List<String> missing = missing(campaign, release);
                yield missing.isEmpty()
                        ? then.then(campaign, release.orElseThrow())
                        : new Invalid<>(missing.stream().map(m -> fileName + ": " + m).toList());
            }
        };
    }

    /** What the campaign refers to and is not there or may not be used, one sentence each. */
    private List<String> missing(Campaign campaign, Optional<Release> release) {
        List<String> missing = new ArrayList<>();
        if (release.isEmpty())
            missing.add(
                    "release "
                            + campaign.release()
                            + " does not exist; add it with: canarywave release add FILE");
        release.flatMap(r -> store.read(reads -> ReleaseRules.objection(reads, r)))
                .ifPresent(missing::add);
        release.flatMap(r -> ReleaseRules.unpinned(campaign, r)).ifPresent(missing::add);
        campaign.cohort()
                .outcome()
                .map(EarlierOutcome::campaign)
                .filter(earlier -> store.read(reads -> reads.rollout(earlier)).isEmpty())
                .ifPresent(
                        earlier ->
                                missing.add(
                                        "cohort.outcome.campaign: there is no campaign "
                                                + earlier
                                                + "; see canarywave campaign list"));
        campaign.cohort()
                .rollbackOf()
                .filter(bad -> store.read(reads -> reads.rollout(bad)).isEmpty())
                .ifPresent(
                        bad ->
                                missing.add(
                                        "cohort.rollbackOf: there is no campaign "
                                                + bad
                                                + "; see canarywave campaign list"));
        missing.addAll(loop.unaskable(campaign));
        return missing;
    }

    @Override
    public Outcome<RolloutStatus> update(DeviceId device, Version to, String who) {
        Optional<Device> known = store.read(reads -> reads.device(device));
        if (known.isEmpty()) return new NotFound<>("no device " + device);
        List<Release> fitting =
                releases().stream()
                        .filter(r -> r.name().version().equals(to))
                        .filter(r -> r.artifacts().containsKey(known.get().model()))
                        .toList();
        if (fitting.size() != 1)
            return new NotFound<>(
                    fitting.size()
                            + " releases have version "
                            + to
                            + " for model "
                            + known.get().model()
                            + ", there must be one");
        return apply("update", updateFile(device, fitting.getFirst().name()), who);
    }

    private String updateFile(DeviceId device, ReleaseName release) {
        return """
        apiVersion: canarywave/v1
        kind: Campaign
        metadata: {name: %s}
        spec:
          release: {product: "%s", version: "%s"}
          cohort: {devices: ["%s"]}
          waves: [{name: all, upTo: 100%%}]
        """
                .formatted(
                        freeName("update-" + device + "-" + release.version()),
                        release.product(),
                        release.version(),
                        device);
    }

    private String freeName(String wish) {
        String base = wish.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "-");
        base = base.substring(0, Math.min(base.length(), 55)).replaceAll("[.-]+$", "");
        String name = base;
        for (int i = 2; rollout(new CampaignName(name)).isPresent(); i++) name = base + "-" + i;
        return name;
    }

    @Override
    public Outcome<HaltReport> halt(CampaignName name, String who, String why) {
        return steering.halt(name, who, why);
    }

    @Override
    public Outcome<HaltReport> abort(CampaignName name, String who, String why) {
        return steering.abort(name, who, why);
    }

    @Override
    public Outcome<RolloutStatus> pause(CampaignName name, String who, String why) {
        return steering.pause(name, who, why);
    }

    @Override
    public Outcome<RolloutStatus> resume(CampaignName name, String who, String why) {
        return steering.resume(name, who, why);
    }

    @Override
    public Outcome<RolloutStatus> resumeAcceptingEvidence(
            CampaignName name, Person by, String why) {
        return steering.resumeAcceptingEvidence(name, by, why);
    }

    @Override
    public Outcome<Retried> retry(
            CampaignName name, Optional<String> code, String who, String why) {
        return retrying.retry(name, code, who, why);
    }

    @Override
    public Outcome<RolloutStatus> rollback(
            CampaignName name, Optional<Version> to, String who, String why) {
        Optional<Rollout> bad = store.read(reads -> reads.rollout(name));
        if (bad.isEmpty()) return new NotFound<>("no campaign " + name);
        if (!bad.get().state().stopped())
            return new Conflict<>(
                    "campaign "
                            + name
                            + " is "
                            + bad.get().state().word()
                            + ": halt it before its devices go back: canarywave halt "
                            + name);
        if (bad.get().rollback() instanceof Rollback.Begun(var by)) {
            Optional<Rollout> begun = store.read(reads -> reads.rollout(by));
            if (begun.filter(going -> !going.state().over()).isPresent())
                return new Done<>(rollout(by).orElseThrow());
        }
        Rollbacks rollbacks = new Rollbacks(campaigns, bad.get(), to, loop.now().hearing());
        return switch (store.read(rollbacks::all)) {
            case Made.Refused(var reason) -> new Conflict<>(reason);
            case Made.Ready ready ->
                    start(
                            ready.campaign(),
                            ready.release(),
                            control ->
                                    new Beginning(control, who, "rollback of " + name + ": " + why)
                                            .goBack(name, ready));
        };
    }

    @Override
    public Outcome<RolloutStatus> approve(
            CampaignName name, Optional<String> wave, Person by, String why) {
        return approver.approve(name, wave, by, why);
    }

    @Override
    public List<RolloutStatus> rollouts() {
        return inquiry.rollouts();
    }

    @Override
    public Optional<RolloutStatus> rollout(CampaignName name) {
        return inquiry.rollout(name);
    }

    @Override
    public Overview overview() {
        return overviews.now();
    }

    @Override
    public Optional<Watching> watch(
            CampaignName name, OptionalLong after, Consumer<Telling> listener) {
        return store.read(reads -> reads.appliedAt(name))
                .map(
                        _ ->
                                live.watch(
                                        Optional.of(name),
                                        () -> new CampaignScene(name, store, inquiry, curves),
                                        after,
                                        listener));
    }

    @Override
    public Watching watchAll(OptionalLong after, Consumer<Telling> listener) {
        return live.watch(
                Optional.empty(), () -> new OverviewScene(store, overviews::now), after, listener);
    }

    @Override
    public Outcome<Release> addArtifact(
            ReleaseName release,
            Model model,
            int securityVersion,
            List<ReleaseSignature> signatures,
            boolean draft,
            FileForm form,
            Path upload,
            String who) {
        Intake.Offer offer =
                new Intake.Offer(release, model, securityVersion, signatures, draft, form);
        return intake.add(offer, upload, wallClock.get(), who);
    }

    @Override
    public ReleaseCare releaseCare() {
        return releaseCare;
    }

    @Override
    public List<Release> releases() {
        return store.read(Store.Reads::releases);
    }

    @Override
    public Optional<Release> release(ReleaseName name) {
        return store.read(reads -> reads.release(name));
    }

    @Override
    public Outcome<NewDevice> addDevice(
            DeviceId id, Model model, Map<String, String> labels, String who) {
        if (id.value().startsWith("canarywave-"))
            return new Invalid<>(
                    List.of("device ids that begin with canarywave- are the server's"));
        List<String> problems = Labels.problems(labels);
        if (!problems.isEmpty()) return new Invalid<>(problems);
        String token = tokens.newToken();
        Device device = Device.registered(id, model, labels);
        boolean registered = store.write(tx -> register(tx, device, tokens.hash(token), who));
        if (!registered) return new Conflict<>("device " + id + " exists");
        offer(device);
        return new Done<>(new NewDevice(device(id).orElseThrow(), token));
    }

    /** Only the turn thread writes attempts. */
    private void offer(Device device) {
        if (store.read(Store.Reads::rolloutsDynamic).isEmpty()) return;
        loop.control(
                control -> {
                    new Joining(control.tx(), control.book(), control.now()).offer(device);
                    return device;
                });
    }

    private boolean register(Store.Tx tx, Device device, String tokenHash, String who) {
        if (!tx.register(device, tokenHash)) return false;
        String object = "device/" + device.id();
        tx.people()
                .audit(
                        AuditLine.of(
                                wallClock.get(),
                                who,
                                "registered",
                                object,
                                "model " + device.model()));
        return true;
    }

    @Override
    public Optional<DeviceStatus> device(DeviceId id) {
        return inquiry.device(id);
    }

    @Override
    public List<DeviceStatus> devices(Optional<DeviceId> after, int limit) {
        return inquiry.devices(after, limit);
    }

    @Override
    public List<Fact> history(DeviceId id, int limit) {
        return store.read(reads -> reads.deviceFacts(id, limit));
    }

    @Override
    public Outcome<List<Explanation>> explain(DeviceId id) {
        return explaining.now(id);
    }

    @Override
    public Outcome<List<Explanation>> explain(DeviceId id, Instant at) {
        return explaining.at(id, at);
    }

    @Override
    public Outcome<CohortExplanation> explain(CampaignName name) {
        return explaining.cohort(name);
    }

    @Override
    public DeviceCare care() {
        return care;
    }

    @Override
    public Certification certification() {
        return certification;
    }

    @Override
    public People people() {
        return people;
    }

    @Override
    public FleetStatus fleet() {
        return inquiry.fleet();
    }

    @Override
    public FleetViews fleetViews() {
        return fleetViews;
    }

    @Override
    public Optional<String> trouble() {
        return store.trouble();
    }

    @Override
    public Map<String, Long> counters() {
        return counters.get();
    }
}
