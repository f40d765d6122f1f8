package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.Selection;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the campaign that brings the devices that run a release back to an earlier one. It looks at
 * the fleet in parts, because one that is found in it is enough and there may be none. Confined to
 * one thread.
 */
final class Rollbacks {
    private static final int PAGE_ROWS = 5_000;

    /** With the ending and a number it is a name of at most 63 characters. */
    private static final int NAME_MAX = 50;

    private final CampaignReader campaigns;
    private final Rollout bad;
    private final Optional<Version> to;
    private final Instant hearing;
    private final Map<String, Long> leftOut = new HashMap<>();
    private Optional<DeviceId> after = Optional.empty();

    /**
     * @param to absent: the release that was confirmed last before the bad one
     * @param hearing now, in hearing time
     */
    Rollbacks(CampaignReader campaigns, Rollout bad, Optional<Version> to, Instant hearing) {
        this.campaigns = campaigns;
        this.bad = bad;
        this.to = to;
        this.hearing = hearing;
    }

    /** What came of it. */
    sealed interface Made {
        /** It can be applied. */
        record Ready(Campaign campaign, Release release, String text) implements Made {}

        record Refused(String why) implements Made {}
    }

    /** Looks at the whole fleet; changes nothing. */
    Made all(Store.Reads reads) {
        Optional<Made> made;
        do made = more(reads);
        while (made.isEmpty());
        return made.get();
    }

    /** Looks at one more part of the fleet; nothing while more must be looked at. */
    Optional<Made> more(Store.Reads reads) {
        Optional<ReleaseName> name =
                to.map(this::named).or(() -> before(reads, bad.release().name()));
        if (name.isEmpty()) return refused(nothingBefore());
        Optional<Release> target = reads.release(name.get());
        if (target.isEmpty()) return refused("there is no release " + name.get());
        Optional<String> objection = ReleaseRules.objection(reads, target.get());
        if (objection.isPresent()) return refused(objection.get());
        if (name.get().equals(bad.release().name()))
            return refused(name.get() + " is what is to be rolled back");
        String text = text(reads, name.get());
        Campaign campaign = read(text);
        List<Device> page = reads.devicesAfter(after, PAGE_ROWS);
        Sieve sieve = new Sieve(reads, campaign, target.get(), hearing);
        for (Sieve.Sifted sifted : sieve.sift(page)) {
            switch (sifted.selection()) {
                case Selection.Selected _ -> {
                    return Optional.of(new Made.Ready(campaign, target.get(), text));
                }
                case Selection.Excluded(var why) -> leftOut.merge(why, 1L, Long::sum);
                case Selection.Outside _ -> {
                    // It does not run it.
                }
            }
        }
        if (page.size() < PAGE_ROWS) return refused(nobody(name.get()));
        after = Optional.of(page.getLast().id());
        return Optional.empty();
    }

    private static Optional<Made> refused(String why) {
        return Optional.of(new Made.Refused(why));
    }

    private String nothingBefore() {
        return "no release of "
                + bad.release().name().product()
                + " is known that devices ran before "
                + bad.release().name().version()
                + ". Add the former firmware with canarywave release add FILE, then:"
                + " canarywave rollback "
                + bad.name()
                + " --to VERSION";
    }

    private ReleaseName named(Version version) {
        return new ReleaseName(bad.release().name().product(), version);
    }

    /** What a campaign brought to its end last; without one, what was added before the bad one. */
    static Optional<ReleaseName> before(Store.Reads reads, ReleaseName name) {
        Optional<ReleaseName> done =
                reads.rollouts().stream()
                        .filter(r -> r.state() instanceof RolloutState.Done && r.confirmed() > 0)
                        .map(r -> r.release().name())
                        .filter(r -> r.product().equals(name.product()) && !r.equals(name))
                        .filter(r -> usable(reads, r))
                        .findFirst();
        return done.or(
                () ->
                        reads.releases().stream()
                                .map(Release::name)
                                .filter(r -> r.product().equals(name.product()))
                                .dropWhile(r -> !r.equals(name))
                                .skip(1)
                                .filter(r -> usable(reads, r))
                                .findFirst());
    }

    private static boolean usable(Store.Reads reads, ReleaseName name) {
        return reads.release(name)
                .filter(release -> ReleaseRules.objection(reads, release).isEmpty())
                .isPresent();
    }

    /** Of several reasons the one that holds for most. */
    private String nobody(ReleaseName target) {
        return leftOut.entrySet().stream()
                .max(
                        Map.Entry.<String, Long>comparingByValue()
                                .thenComparing(Map.Entry.comparingByKey()))
                .map(most -> nobody(target, most.getKey(), most.getValue()))
                .orElse("no device runs " + bad.release().name() + ": nothing to go back from");
    }

    private String nobody(ReleaseName target, String why, long devices) {
        return "none of the devices that run "
                + bad.release().name()
                + " can go back to "
                + target
                + " ("
                + devices
                + ": "
                + why
                + "). A device never goes below its own security version. Plan a fixed version, or"
                + " add the former firmware again, for its model and with a security version that"
                + " is high enough";
    }

    private Campaign read(String text) {
        return switch (campaigns.read("rollback", text)) {
            case CampaignReader.Reading.Read(var campaign) -> campaign;
            case CampaignReader.Reading.Wrong(var problems) ->
                    throw new IllegalStateException("our own campaign cannot be read: " + problems);
        };
    }

    /** A canary first: going back is an update like any other. */
    private String text(Store.Reads reads, ReleaseName target) {
        return """
        apiVersion: canarywave/v1
        kind: Campaign
        metadata: {name: "%s"}
        spec:
          description: "Back from %s of campaign %s"
          release: {product: "%s", version: "%s"}
          cohort: {rollbackOf: "%s"}
          waves:
            - {name: canary, upTo: 10%%, soak: 10m}
            - {name: all, upTo: 100%%}
        """
                .formatted(
                        freeName(reads),
                        bad.release().name().version(),
                        bad.name(),
                        target.product(),
                        target.version(),
                        bad.name());
    }

    private CampaignName freeName(Store.Reads reads) {
        String base = bad.name().value();
        base = base.substring(0, Math.min(NAME_MAX, base.length())).replaceAll("[.-]+$", "");
        CampaignName name = new CampaignName(base + "-rollback");
        for (int i = 2; reads.rollout(name).isPresent(); i++)
            name = new CampaignName(base + "-rollback-" + i);
        return name;
    }
}
