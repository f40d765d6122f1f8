package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Running;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.rollout.Artifact;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Makes the campaign that brings the devices that run a release back to an earlier one. */
final class Rollbacks {
    private static final int PAGE_ROWS = 5_000;

    /** As many as a campaign file may name. */
    private static final int DEVICES_MAX = 10_000;

    /** With the ending and a number it is a name of at most 63 characters. */
    private static final int NAME_MAX = 50;

    private final Store.Reads reads;
    private final CampaignReader campaigns;
    private final Rollout bad;
    private final List<DeviceId> devices = new ArrayList<>();
    private int running;
    private int withoutArtifact;
    private int tooHigh;
    private int highest;

    private Rollbacks(Store.Reads reads, CampaignReader campaigns, Rollout bad) {
        this.reads = reads;
        this.campaigns = campaigns;
        this.bad = bad;
    }

    /** What came of it. */
    sealed interface Made {
        /** It can be applied. */
        record Ready(Campaign campaign, Release release, String text) implements Made {}

        /** It was made before and goes on. */
        record Going(CampaignName name) implements Made {}

        record Refused(String why) implements Made {}
    }

    /**
     * Makes the campaign; changes nothing.
     *
     * @param to absent: the release that was confirmed last before this one
     */
    static Made of(Store.Reads reads, CampaignReader campaigns, Rollout bad, Optional<Version> to) {
        return new Rollbacks(reads, campaigns, bad).make(to);
    }

    /** The name of the rollback of a campaign, the first one. */
    static CampaignName nameOf(CampaignName bad) {
        String base = bad.value().substring(0, Math.min(NAME_MAX, bad.value().length()));
        return new CampaignName(base.replaceAll("[.-]+$", "") + "-rollback");
    }

    private Made make(Optional<Version> to) {
        Optional<Rollout> before = reads.rollout(nameOf(bad.name()));
        if (before.filter(rollout -> !rollout.state().over()).isPresent())
            return new Made.Going(nameOf(bad.name()));
        Optional<ReleaseName> target = to.map(this::named).or(this::confirmedLast);
        if (target.isEmpty())
            return new Made.Refused(
                    "no release of "
                            + bad.release().name().product()
                            + " is known that devices ran before "
                            + bad.release().name().version()
                            + ". Add the former firmware with canarywave release add FILE, then:"
                            + " canarywave rollback "
                            + bad.name()
                            + " --to VERSION");
        return reads.release(target.get())
                .map(this::to)
                .orElseGet(() -> new Made.Refused("there is no release " + target.get()));
    }

    private ReleaseName named(Version version) {
        return new ReleaseName(bad.release().name().product(), version);
    }

    /** What a campaign brought to its end last; without one, what was added before the bad one. */
    private Optional<ReleaseName> confirmedLast() {
        ReleaseName name = bad.release().name();
        Optional<ReleaseName> done =
                reads.rollouts().stream()
                        .filter(r -> r.state() instanceof RolloutState.Done && r.confirmed() > 0)
                        .map(r -> r.release().name())
                        .filter(r -> r.product().equals(name.product()) && !r.equals(name))
                        .findFirst();
        return done.or(
                () ->
                        reads.releases().stream()
                                .map(Release::name)
                                .filter(r -> r.product().equals(name.product()))
                                .dropWhile(r -> !r.equals(name))
                                .skip(1)
                                .findFirst());
    }

    private Made to(Release target) {
        if (target.name().equals(bad.release().name()))
            return new Made.Refused(target.name() + " is what is to be rolled back");
        Optional<DeviceId> after = Optional.empty();
        List<Device> page;
        do {
            page = reads.devicesAfter(after, PAGE_ROWS);
            page.forEach(device -> consider(device, target));
            if (!page.isEmpty()) after = Optional.of(page.getLast().id());
        } while (page.size() == PAGE_ROWS);
        if (devices.isEmpty()) return new Made.Refused(nobody(target));
        if (devices.size() > DEVICES_MAX)
            return new Made.Refused(
                    devices.size()
                            + " devices run "
                            + bad.release().name()
                            + ", a rollback names at most "
                            + DEVICES_MAX
                            + ". Apply a campaign file for "
                            + target.name()
                            + " that selects them");
        return read(target);
    }

    private void consider(Device device, Release target) {
        Artifact from = bad.release().artifacts().get(device.model());
        Optional<Running> runs = device.running();
        if (from == null || runs.filter(from.wanted()::isRunBy).isEmpty()) return;
        running++;
        Artifact back = target.artifacts().get(device.model());
        int security = runs.get().securityVersion();
        if (back == null) withoutArtifact++;
        else if (security > back.content().securityVersion()) {
            tooHigh++;
            highest = Math.max(highest, security);
        } else devices.add(device.id());
    }

    private String nobody(Release target) {
        if (running == 0)
            return "no device runs " + bad.release().name() + ": nothing to go back from";
        if (tooHigh > 0)
            return tooHigh
                    + " devices have security version "
                    + highest
                    + " and "
                    + target.name()
                    + " has a lower one: a device never goes below its own. Plan a fixed version,"
                    + " or sign the former firmware with security version "
                    + highest
                    + " or higher";
        return target.name()
                + " has no artifact for the models of the "
                + withoutArtifact
                + " devices that run "
                + bad.release().name();
    }

    private Made read(Release target) {
        String text = text(target.name());
        return switch (campaigns.read("rollback", text)) {
            case CampaignReader.Reading.Read(var campaign) ->
                    new Made.Ready(campaign, target, text);
            case CampaignReader.Reading.Wrong(var problems) ->
                    throw new IllegalStateException("our own campaign cannot be read: " + problems);
        };
    }

    /** A canary first: going back is an update like any other. */
    private String text(ReleaseName target) {
        return """
        apiVersion: canarywave/v1
        kind: Campaign
        metadata: {name: %s}
        spec:
          description: "Back from %s of campaign %s"
          release: {product: "%s", version: "%s"}
          cohort: {devices: [%s]}
          waves:
            - {name: canary, upTo: 10%%, soak: 10m}
            - {name: all, upTo: 100%%}
        """
                .formatted(
                        freeName(),
                        bad.release().name().version(),
                        bad.name(),
                        target.product(),
                        target.version(),
                        devices.stream()
                                .map(id -> '"' + id.value() + '"')
                                .collect(Collectors.joining(", ")));
    }

    private String freeName() {
        String first = nameOf(bad.name()).value();
        String name = first;
        for (int i = 2; reads.rollout(new CampaignName(name)).isPresent(); i++)
            name = first + "-" + i;
        return name;
    }
}
