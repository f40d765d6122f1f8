package io.github.canarywave.adapter.http.operators;

import io.github.canarywave.app.Certification;
import io.github.canarywave.app.Curve;
import io.github.canarywave.app.DeviceCare;
import io.github.canarywave.app.Fact;
import io.github.canarywave.app.FleetMap;
import io.github.canarywave.app.FleetViews;
import io.github.canarywave.app.LiveStore;
import io.github.canarywave.app.Operations;
import io.github.canarywave.app.Overview;
import io.github.canarywave.app.Person;
import io.github.canarywave.app.Plan;
import io.github.canarywave.app.ReleaseCare;
import io.github.canarywave.app.RolloutStatus;
import io.github.canarywave.app.RolloutStatus.Event;
import io.github.canarywave.app.RolloutStatus.Failure;
import io.github.canarywave.app.RolloutStatus.GateStatus;
import io.github.canarywave.app.RolloutStatus.WaveStatus;
import io.github.canarywave.app.StoreUnavailable;
import io.github.canarywave.app.Telling;
import io.github.canarywave.app.Told;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.image.FileForm;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.rollout.Artifact;
import io.github.canarywave.domain.rollout.ArtifactContent;
import io.github.canarywave.domain.rollout.Condition;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.ReleaseSignature;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** One campaign with a failing canary, one release, three devices; remembers what was asked. */
public final class FakeOperations implements Operations {
    public final List<String> asked = new CopyOnWriteArrayList<>();
    public final List<Consumer<Telling>> listeners = new CopyOnWriteArrayList<>();
    public final FakePeople people = new FakePeople();
    public volatile Optional<String> trouble = Optional.empty();
    public volatile Optional<String> notStored = Optional.empty();
    public final Sha256 artifact = Sha256.of(new byte[] {1, 2, 3});

    private static final CampaignName NAME = new CampaignName("thermostat-1.1.0");
    private static final Instant START = Instant.parse("2026-11-20T05:50:26Z");
    private volatile RolloutStatus status = failing("Running");
    private final Overview overview =
            new Overview(
                    List.of(
                            new Overview.Need(
                                    Overview.Kind.HALTED,
                                    Optional.of("thermostat-1.1.0"),
                                    "failureRate 16.67% > 5%",
                                    Optional.of(START),
                                    "/campaigns/thermostat-1.1.0")),
                    new FleetViews.Numbers(500, 498, 43, 457, 0),
                    List.of(
                            new Overview.Summary(
                                    "thermostat-1.1.0",
                                    "thermostat-esp32",
                                    "1.1.0",
                                    "Running",
                                    "soak",
                                    Optional.of(new Overview.WaveAt("canary", 2, 4)),
                                    500,
                                    25,
                                    7,
                                    18,
                                    450,
                                    START,
                                    Optional.empty(),
                                    OptionalLong.of(900))),
                    3);

    /** The campaign while its canary fails, or after it has halted. */
    public static RolloutStatus failing(String state) {
        boolean halted = state.equals("Halted");
        Map<String, Long> states = new LinkedHashMap<>();
        states.put("Queued", 450L);
        states.put("Downloading", 5L);
        states.put("Installing", 3L);
        states.put("Rebooting", 2L);
        states.put("Probation", 8L);
        states.put("Confirmed", 25L);
        states.put("RolledBack", 6L);
        states.put("Failed", 1L);
        GateStatus gate =
                new GateStatus(
                        "failureRate",
                        halted ? "breached" : "waiting",
                        "failureRate 16.67% > 5% (4 of n 24, 95% bound 7.71%)");
        return new RolloutStatus(
                NAME.value(),
                "thermostat-esp32",
                "1.1.0",
                state,
                halted
                        ? "wave canary: failureRate 16.67% > 5% (4 of n 24, 95% bound 7.71%)"
                        : "wave canary: 18 devices between command and outcome, gate failureRate"
                                + " has n 24 of 20",
                halted,
                500,
                START,
                Optional.empty(),
                states,
                18,
                25,
                2,
                Optional.empty(),
                List.of(
                        new WaveStatus(
                                "lab", "5", 5, "passed", 5, 0, 0, "soak 10 s done", List.of()),
                        new WaveStatus(
                                "canary",
                                "10%",
                                45,
                                halted ? "halted" : "running",
                                20,
                                7,
                                18,
                                "soak starts when no device is between command and outcome",
                                List.of(
                                        gate,
                                        new GateStatus(
                                                "rollbackRate",
                                                "passing",
                                                "12.5% of at most 20% (3 of n 24)"))),
                        new WaveStatus("half", "50%", 200, "waiting", 0, 0, 0, "", List.of()),
                        new WaveStatus("all", "100%", 250, "waiting", 0, 0, 0, "", List.of())),
                List.of(
                        new Failure("health-check", "device", true, 6),
                        new Failure("timeout", "network", false, 2),
                        new Failure("flash-write", "device", true, 1)),
                List.of(
                        new Event(
                                START.plusSeconds(41),
                                halted ? "halted" : "gate",
                                "failureRate 16.67% > 5% (4 of n 24, 95% bound 7.71%)"),
                        new Event(START.plusSeconds(21), "wave-opened", "canary, 45 devices"),
                        new Event(START.plusSeconds(20), "wave-passed", "lab: 5 of 5 confirmed"),
                        new Event(START, "started", "500 devices, waves lab, canary, half, all")));
    }

    /** Tells every listener. */
    public void tell(RolloutStatus next) {
        status = next;
        tell(new Told.State(next.withoutEvents()));
    }

    private void note(String what) {
        if (!Thread.currentThread().isVirtual())
            throw new IllegalStateException("called on " + Thread.currentThread());
        asked.add(what);
    }

    private <T> Outcome<T> known(CampaignName name, T value) {
        return name.equals(NAME)
                ? new Outcome.Done<>(value)
                : new Outcome.NotFound<>("there is no campaign " + name);
    }

    @Override
    public Outcome<Plan> plan(String fileName, String text) {
        note("plan " + fileName + " " + text.length());
        if (text.startsWith("bad"))
            return new Outcome.Invalid<>(List.of(fileName + ":1:1: bad", fileName + ":2:1: worse"));
        return new Outcome.Done<>(
                new Plan(
                        "thermostat-1.1.0",
                        "thermostat-esp32",
                        "1.1.0",
                        List.of(
                                new Plan.ArtifactLine(
                                        "thermostat-esp32", 3, artifact.hex(), 0, "k-dev")),
                        500,
                        List.of(new Plan.Count("1.0.0", 457)),
                        List.of(
                                new Plan.WaveLine(
                                        "canary", 45, 50, 10, List.of("failureRate at most 5%"))),
                        List.of(new Plan.Count("runs it already", 3)),
                        842,
                        1000,
                        List.of("window on"),
                        List.of("no lab wave")));
    }

    @Override
    public Outcome<RolloutStatus> apply(String fileName, String text, String who) {
        note("apply " + fileName + " by " + who);
        if (text.startsWith("boom")) throw new IllegalStateException("a fault");
        if (text.startsWith("down"))
            throw new StoreUnavailable("disk full", new IOException("no space"));
        return text.startsWith("taken")
                ? new Outcome.Conflict<>("the name is taken")
                : new Outcome.Done<>(status);
    }

    @Override
    public Outcome<RolloutStatus> update(DeviceId device, Version to, String who) {
        note("update " + device + " " + to);
        return new Outcome.Done<>(status);
    }

    @Override
    public Outcome<HaltReport> halt(CampaignName name, String who, String why) {
        note("halt " + name + " by " + who + ": " + why);
        Outcome<HaltReport> outcome =
                known(
                        name,
                        new HaltReport(
                                failing("Halted"),
                                5,
                                List.of(new DeviceId("th-1")),
                                450,
                                notStored));
        if (outcome instanceof Outcome.Done<HaltReport>) tell(failing("Halted"));
        return outcome;
    }

    @Override
    public Outcome<HaltReport> abort(CampaignName name, String who, String why) {
        note("abort " + name + ": " + why);
        return known(name, new HaltReport(failing("Aborted"), 5, List.of(), 450, notStored));
    }

    @Override
    public Outcome<RolloutStatus> pause(CampaignName name, String who, String why) {
        note("pause " + name + ": " + why);
        return known(name, failing("Paused"));
    }

    @Override
    public Outcome<RolloutStatus> resume(CampaignName name, String who, String why) {
        note("resume " + name + ": " + why);
        return why.isEmpty()
                ? new Outcome.Invalid<>(List.of("reason: is missing"))
                : known(name, failing("Running"));
    }

    @Override
    public Outcome<RolloutStatus> resumeAcceptingEvidence(
            CampaignName name, Person by, String why) {
        note("accept evidence of " + name + " by " + by.name() + ": " + why);
        return known(name, failing("Running"));
    }

    @Override
    public Outcome<Retried> retry(
            CampaignName name, Optional<String> code, String who, String why) {
        note("retry " + name + " " + code.orElse("failed") + " by " + who);
        return known(name, new Retried(failing("Running"), 7));
    }

    @Override
    public Outcome<RolloutStatus> rollback(
            CampaignName name, Optional<Version> to, String who, String why) {
        note("rollback " + name + " " + to.map(Version::value).orElse("-") + " by " + who);
        return known(name, failing("Running"));
    }

    @Override
    public Outcome<RolloutStatus> approve(
            CampaignName name, Optional<String> wave, Person by, String why) {
        note("approve " + name + " " + wave.orElse("-") + " by " + by.name() + ": " + why);
        return wave.filter("mine"::equals).isPresent()
                ? new Outcome.Forbidden<>(by.name() + " created the campaign")
                : known(name, failing("Running"));
    }

    @Override
    public List<RolloutStatus> rollouts() {
        note("rollouts");
        return List.of(status);
    }

    @Override
    public Optional<RolloutStatus> rollout(CampaignName name) {
        note("rollout " + name);
        return Optional.of(status).filter(_ -> name.equals(NAME));
    }

    @Override
    public Overview overview() {
        note("overview");
        return overview;
    }

    @Override
    public Optional<Watching> watch(
            CampaignName name, OptionalLong after, Consumer<Telling> listener) {
        note("watch " + name + after.stream().mapToObj(p -> " after " + p).findAny().orElse(""));
        if (!name.equals(NAME)) return Optional.empty();
        listener.accept(new Telling(history()));
        listener.accept(new Telling(new Told.State(status.withoutEvents())));
        return Optional.of(seat(listener));
    }

    @Override
    public Watching watchAll(OptionalLong after, Consumer<Telling> listener) {
        note("watch all");
        listener.accept(new Telling(new Told.Whole(overview, 40)));
        return seat(listener);
    }

    private Watching seat(Consumer<Telling> listener) {
        listeners.add(listener);
        return new Watching() {
            @Override
            public void again(OptionalLong missed, boolean whole) {
                asked.add("again " + missed + " " + whole);
            }

            @Override
            public void close() {
                listeners.remove(listener);
            }
        };
    }

    private static Told.History history() {
        Fact opened = Fact.of(START.plusSeconds(21), NAME, "wave-opened", "canary, 45 devices");
        return new Told.History(
                List.of("lab", "canary", "half", "all"),
                List.of(new Curve.Point(0, START, Duration.ofSeconds(5), 5, 0, 0, 0, 0)),
                List.of(new Event(opened.at(), opened.what(), opened.why())),
                List.of(new LiveStore.Placed(41, opened)),
                new FleetMap("w".repeat(1024), 1024),
                41);
    }

    /** Tells every listener anything. */
    public void tell(Told told) {
        Telling telling = new Telling(told);
        listeners.forEach(listener -> listener.accept(telling));
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
        try {
            note(
                    "add %s %s %d %s %d bytes"
                            .formatted(
                                    release,
                                    model,
                                    securityVersion,
                                    keys(signatures)
                                            + (draft ? " draft" : "")
                                            + (form == FileForm.OPAQUE ? " opaque" : ""),
                                    Files.size(upload)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int length = signatures.getFirst().signature().length();
        return length == 86
                ? new Outcome.Done<>(release())
                : new Outcome.Invalid<>(List.of("signature: 86 characters, got " + length));
    }

    private static String keys(List<ReleaseSignature> signatures) {
        return String.join("+", signatures.stream().map(ReleaseSignature::key).toList());
    }

    private Release release() {
        Model model = new Model("thermostat-esp32");
        Version version = new Version("1.1.0");
        return new Release(
                new ReleaseName(new Product("thermostat-esp32"), version),
                Map.of(
                        model,
                        new Artifact(
                                new ArtifactContent(
                                        model, version, 0, 3, artifact, "k-dev", "s".repeat(86)),
                                artifact)));
    }

    @Override
    public List<Release> releases() {
        note("releases");
        return List.of(release());
    }

    @Override
    public Optional<Release> release(ReleaseName name) {
        note("release " + name);
        return Optional.of(release()).filter(release -> release.name().equals(name));
    }

    @Override
    public Outcome<NewDevice> addDevice(
            DeviceId id, Model model, Map<String, String> labels, String who) {
        note("add " + id + " " + model + " " + labels);
        return new Outcome.Done<>(new NewDevice(deviceNamed(id), "secret-token"));
    }

    private static DeviceStatus deviceNamed(DeviceId id) {
        return new DeviceStatus(
                id,
                new Model("thermostat-esp32"),
                Map.of("room", "12"),
                true,
                Optional.of("by admin: bench"),
                Optional.of("2026-11-20T14:31:07Z"),
                Optional.of(new Version("1.0.0")),
                Optional.empty(),
                Optional.of(0),
                Optional.of("a"),
                Optional.of(3L),
                List.of(
                        new AttemptStatus(
                                NAME,
                                1,
                                "canary",
                                "RolledBack",
                                Optional.of("health-check"),
                                Optional.empty())));
    }

    @Override
    public Optional<DeviceStatus> device(DeviceId id) {
        note("device " + id);
        return Optional.of(deviceNamed(id)).filter(_ -> id.value().startsWith("th-"));
    }

    @Override
    public List<DeviceStatus> devices(Optional<DeviceId> after, int limit) {
        note("devices after " + after.map(DeviceId::value).orElse("-") + " limit " + limit);
        int from = after.map(id -> Integer.parseInt(id.value().substring(3))).orElse(0);
        return IntStream.rangeClosed(from + 1, 3)
                .limit(limit)
                .mapToObj(i -> deviceNamed(new DeviceId("th-" + i)))
                .toList();
    }

    @Override
    public List<Fact> history(DeviceId id, int limit) {
        note("history " + id + " limit " + limit);
        return List.of(new Fact(START, Optional.of(NAME), Optional.of(id), 1, "Commanded", ""));
    }

    @Override
    public Outcome<List<Explanation>> explain(DeviceId id) {
        note("explain " + id);
        return new Outcome.Done<>(
                List.of(
                        new Explanation(
                                NAME,
                                "waits for wave half",
                                List.of(
                                        new Condition(
                                                "wave-open", "no", false, Optional.of(START))),
                                Optional.of(START),
                                history(id, 1))));
    }

    @Override
    public Outcome<List<Explanation>> explain(DeviceId id, Instant at) {
        note("explain " + id + " at " + at);
        return new Outcome.Done<>(
                List.of(new Explanation(NAME, "it was", List.of(), Optional.empty(), List.of())));
    }

    @Override
    public Outcome<CohortExplanation> explain(CampaignName name) {
        note("explain " + name);
        List<DeviceId> some = List.of(new DeviceId("th-1"));
        return new Outcome.Done<>(
                new CohortExplanation(
                        name,
                        500,
                        "soak",
                        List.of(new Reason("device-online", "device is offline", 7, some)),
                        493));
    }

    @Override
    public ReleaseCare releaseCare() {
        return new FakeReleaseCare(asked, release());
    }

    @Override
    public DeviceCare care() {
        return new FakeCare(asked, FakeOperations::deviceNamed);
    }

    @Override
    public FleetViews fleetViews() {
        return new FakeFleet(asked);
    }

    @Override
    public Certification certification() {
        return new FakeCertification(asked);
    }

    @Override
    public FakePeople people() {
        return people;
    }

    @Override
    public FleetStatus fleet() {
        note("fleet");
        return new FleetStatus(500, 498, Map.of(new Version("1.0.0"), 457L));
    }

    @Override
    public Optional<String> trouble() {
        return trouble;
    }

    @Override
    public Map<String, Long> counters() {
        note("counters");
        return Map.of("reports_new", 7L);
    }
}
