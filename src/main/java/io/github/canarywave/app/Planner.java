package io.github.canarywave.app;

import io.github.canarywave.app.Plan.ArtifactLine;
import io.github.canarywave.app.Plan.Count;
import io.github.canarywave.app.Plan.WaveLine;
import io.github.canarywave.app.Sieve.Sifted;
import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.Gate;
import io.github.canarywave.domain.campaign.OnHalt;
import io.github.canarywave.domain.campaign.Span;
import io.github.canarywave.domain.campaign.Wave;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.rollout.Artifact;
import io.github.canarywave.domain.rollout.CommandContent;
import io.github.canarywave.domain.rollout.Preference;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.Selection;
import io.github.canarywave.domain.rollout.WaveSpan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says what a campaign would do to the fleet as it is now. Changes nothing. */
final class Planner {
    /** Largest packet that the small devices take (esp-mqtt's buffer is 1 024 bytes). */
    static final int COMMAND_LIMIT_BYTES = 1_000;

    private static final int PAGE_ROWS = 5_000;

    private final Store.Reads reads;
    private final CommandForge forge;
    private final Campaign campaign;
    private final Release release;
    private final Sieve sieve;
    private final Map<String, Long> versions = new HashMap<>();
    private final Map<String, Long> exclusions = new HashMap<>();
    private int cohort;
    private int offline;
    private int held;
    private int preferring;
    private final Map<Model, Device> longestIds = new HashMap<>();

    /**
     * @param hearing now, in hearing time
     */
    Planner(
            Store.Reads reads,
            CommandForge forge,
            Campaign campaign,
            Release release,
            Instant hearing) {
        this.reads = reads;
        this.forge = forge;
        this.campaign = campaign;
        this.release = release;
        this.sieve = new Sieve(reads, campaign, release, hearing);
    }

    Plan plan(Instant wall) {
        Optional<DeviceId> after = Optional.empty();
        List<Device> page;
        do {
            page = reads.devicesAfter(after, PAGE_ROWS);
            sieve.sift(page).forEach(this::consider);
            if (!page.isEmpty()) after = Optional.of(page.getLast().id());
        } while (page.size() == PAGE_ROWS);
        return new Plan(
                campaign.name().value(),
                release.name().product().value(),
                release.name().version().value(),
                release.artifacts().values().stream().map(Planner::line).toList(),
                cohort,
                counts(versions),
                waves(),
                counts(exclusions),
                longestCommand(wall),
                COMMAND_LIMIT_BYTES,
                campaign.defaults(),
                warnings());
    }

    private void consider(Sifted sifted) {
        Device device = sifted.device();
        switch (sifted.selection()) {
            case Selection.Selected _ -> {
                cohort++;
                String version = device.running().map(r -> r.version().value()).orElse("unknown");
                versions.merge(version, 1L, Long::sum);
                if (!device.online()) offline++;
                if (device.held().isPresent()) held++;
                preferring |= Preference.of(device.labels(), campaign.waves());
                longestIds.merge(device.model(), device, Planner::longerId);
            }
            case Selection.Excluded(var why) -> exclusions.merge(why, 1L, Long::sum);
            case Selection.Outside _ -> {
                // The campaign does not speak of it.
            }
        }
    }

    private static Device longerId(Device one, Device other) {
        return one.id().value().length() >= other.id().value().length() ? one : other;
    }

    private static ArtifactLine line(Artifact artifact) {
        return new ArtifactLine(
                artifact.content().model().value(),
                artifact.content().size(),
                artifact.content().sha256().hex(),
                artifact.content().securityVersion(),
                artifact.content().key());
    }

    private List<WaveLine> waves() {
        List<WaveLine> lines = new ArrayList<>();
        for (int i = 0; i < campaign.waves().size(); i++) {
            Wave wave = campaign.waves().get(i);
            WaveSpan span = WaveSpan.of(campaign.waves(), i, cohort);
            lines.add(
                    new WaveLine(
                            wave.name(),
                            span.devices(),
                            span.to(),
                            wave.soak().toSeconds(),
                            rules(wave)));
        }
        return lines;
    }

    private List<String> rules(Wave wave) {
        List<String> rules = new ArrayList<>();
        wave.gates().forEach(gate -> rules.add(told(gate, wave)));
        wave.approval().ifPresent(approval -> rules.add(approval + " before it opens"));
        return rules;
    }

    /** With the question as it will be asked. */
    private String told(Gate gate, Wave wave) {
        if (!(gate instanceof Gate.Prometheus prometheus)) return gate.toString();
        return prometheus.filled(
                Map.of(
                        "campaign", campaign.name().value(),
                        "wave", wave.name(),
                        "product", release.name().product().value(),
                        "version", release.name().version().value()));
    }

    private int longestCommand(Instant wall) {
        return longestIds.values().stream().mapToInt(device -> bytes(device, wall)).max().orElse(0);
    }

    private int bytes(Device device, Instant wall) {
        Artifact artifact = release.artifacts().get(device.model());
        if (artifact == null) return 0;
        Instant expires = wall.plus(campaign.device().commandExpires());
        CommandContent content =
                new CommandContent(
                        new CommandId("7ZZZZZZZZZZZZZZZZZZZZZZZZZ"),
                        device.id(),
                        9_999,
                        DecisionTurn.EPOCH,
                        Device.COUNTER_MAX,
                        wall,
                        expires,
                        ReleaseRules.longest(reads, release, artifact.content()),
                        Terms.url(forge, device, -1, expires),
                        Optional.of(campaign.device().probation()).filter(p -> !p.isZero()),
                        campaign.window().isAlways()
                                ? List.of()
                                : List.of(new Span(wall, wall.plusSeconds(1))),
                        campaign.device().mode(),
                        campaign.device().conditions());
        return forge.packetBytes(device.id(), forge.command(content));
    }

    private List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        Rivals.of(reads, campaign).map(Rivals::warning).ifPresent(warnings::add);
        if (campaign.cohort().dynamic())
            warnings.add(
                    "The cohort is dynamic: devices that are selected later join it, until a"
                            + " person aborts the campaign.");
        wayBack().ifPresent(warnings::add);
        if (cohort == 0) warnings.add("No device is selected: there is nothing to do.");
        if (!campaign.pace().window())
            warnings.add(
                    "The in-flight window is off: a firmware that bricks every device can take "
                            + campaign.pace().inFlightMax(cohort)
                            + " of them at once.");
        for (int i = 0; i < campaign.waves().size(); i++) gateWarnings(i, warnings);
        if (held > 0)
            warnings.add(
                    held
                            + " of "
                            + cohort
                            + " devices are held; they are not commanded before somebody lets them"
                            + " go: canarywave device unhold ID");
        if (offline > 0)
            warnings.add(
                    offline
                            + " of "
                            + cohort
                            + " devices are offline; they are commanded when they come.");
        return warnings;
    }

    /** What would follow if a gate halted it, when it asks for that. */
    private Optional<String> wayBack() {
        if (campaign.onHalt() != OnHalt.ROLLBACK) return Optional.empty();
        return Optional.of(
                Rollbacks.before(reads, release.name())
                        .flatMap(reads::release)
                        .map(this::wayBackTo)
                        .orElse(
                                "onHalt is rollback, but no release of "
                                        + release.name().product()
                                        + " is known that devices could go back to. Add the former"
                                        + " firmware: canarywave release add FILE"));
    }

    private String wayBackTo(Release former) {
        List<String> shut =
                release.artifacts().values().stream()
                        .filter(artifact -> !takesBack(former, artifact))
                        .map(artifact -> artifact.content().model().value())
                        .sorted()
                        .toList();
        if (shut.isEmpty())
            return "If a gate halts it, devices go back to " + former.name() + " by themselves.";
        return "onHalt is rollback, but devices of model "
                + String.join(", ", shut)
                + " cannot go back to "
                + former.name()
                + ": it has no artifact for them, or one with a lower security version.";
    }

    /** A device never goes below the security version that it has reached. */
    private static boolean takesBack(Release former, Artifact artifact) {
        return Optional.ofNullable(former.artifacts().get(artifact.content().model()))
                .filter(
                        old ->
                                old.content().securityVersion()
                                        >= artifact.content().securityVersion())
                .isPresent();
    }

    private void gateWarnings(int index, List<String> warnings) {
        Wave wave = campaign.waves().get(index);
        int devices = WaveSpan.of(campaign.waves(), index, cohort).devices();
        if (devices == 0) {
            if (cohort > 0)
                warnings.add("Wave " + wave.name() + " adds no device and is left out.");
            return;
        }
        if (!wave.prefer().isEmpty() && (preferring & (1 << index)) == 0)
            warnings.add("Wave " + wave.name() + " prefers devices that the cohort has none of.");
        boolean last = WaveSpan.of(campaign.waves(), index, cohort).to() == cohort;
        for (var gate : wave.gates())
            if (!last && gate instanceof Gate.FailureRate rate && rate.minSample() > devices)
                warnings.add(
                        "Wave "
                                + wave.name()
                                + " has "
                                + devices
                                + " devices, its gate needs "
                                + rate.minSample()
                                + ": it can never pass and will halt.");
        if (wave.gates().isEmpty() && !last)
            warnings.add("Wave " + wave.name() + " has no gate: nothing stops the next wave.");
    }

    private static List<Count> counts(Map<String, Long> map) {
        return map.entrySet().stream()
                .map(e -> new Count(e.getKey(), e.getValue()))
                .sorted(
                        Comparator.comparingLong(Count::devices)
                                .reversed()
                                .thenComparing(Count::what))
                .toList();
    }
}
