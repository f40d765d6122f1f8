package io.github.canarywave.wire;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.Cohort;
import io.github.canarywave.domain.campaign.EarlierOutcome;
import io.github.canarywave.domain.campaign.Exclusion;
import io.github.canarywave.domain.campaign.VersionRange;
import io.github.canarywave.domain.campaign.VersionRule;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Version;

import org.yaml.snakeyaml.nodes.ScalarNode;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads which devices a campaign selects. */
final class CohortReader {
    private static final int MODELS_MAX = 64;
    private static final int VERSIONS_MAX = 64;

    /** Larger selections are made by label: the file has a limit too. */
    private static final int DEVICES_MAX = 10_000;

    /** A device that comes and goes must not be missed for a moment. */
    private static final Duration LAST_SEEN_MIN = Duration.ofMinutes(1);

    /** Where an attempt may stand that is not between command and outcome. */
    private static final List<String> OUTCOMES =
            List.of(
                    "Failed",
                    "RolledBack",
                    "Lost",
                    "Refused",
                    "Expired",
                    "Withdrawn",
                    "Confirmed",
                    "Current",
                    "Queued");

    private static final Shape COHORT =
            Shape.of(
                    "matchLabels",
                    "matchExpressions",
                    "model",
                    "version",
                    "devices",
                    "lastSeen",
                    "outcome",
                    "exclude",
                    "rollbackOf",
                    "dynamic");
    private static final Shape EXCLUDE =
            Shape.of("matchLabels", "matchExpressions", "model", "version", "devices");
    private static final Shape OUTCOME = Shape.of("campaign", "in");

    private CohortReader() {}

    static Cohort read(Mapping spec, Draft draft) {
        draft.defaultOf(
                spec,
                "cohort",
                "cohort: every device of a model that the release has an artifact for");
        spec.refuseEmpty("cohort");
        return spec.mapping("cohort", COHORT).map(CohortReader::cohort).orElse(Cohort.EVERY_DEVICE);
    }

    private static Cohort cohort(Mapping cohort) {
        cohort.refuseEmpty("outcome", "exclude");
        return new Cohort(
                        SelectorReader.of(cohort),
                        models(cohort),
                        devices(cohort),
                        version(cohort),
                        cohort.optional("lastSeen", Scalars.duration(LAST_SEEN_MIN)),
                        cohort.mapping("outcome", OUTCOME).flatMap(CohortReader::outcome),
                        cohort.mapping("exclude", EXCLUDE)
                                .map(CohortReader::exclude)
                                .orElse(Exclusion.NOBODY))
                .rollbackOf(cohort.optional("rollbackOf", Scalars.named(CampaignName::new)))
                .dynamic(
                        cohort.optional(
                                        "dynamic",
                                        Scalars.choice(List.of("true", "false"), List.of()))
                                .filter("true"::equals)
                                .isPresent());
    }

    private static Exclusion exclude(Mapping exclude) {
        return new Exclusion(
                SelectorReader.of(exclude), models(exclude), devices(exclude), version(exclude));
    }

    private static Set<Model> models(Mapping owner) {
        owner.refuseEmpty("model");
        return Set.copyOf(owner.scalars("model", Scalars.named(Model::new), MODELS_MAX));
    }

    private static Set<DeviceId> devices(Mapping owner) {
        owner.refuseEmpty("devices");
        return Set.copyOf(owner.scalars("devices", Scalars.named(DeviceId::new), DEVICES_MAX));
    }

    /** A range stands alone, versions in a list or alone. */
    private static VersionRule version(Mapping owner) {
        owner.refuseEmpty("version");
        if (!owner.has("version")) return VersionRule.ANY;
        if (owner.holds("version", VersionRange::isMeantBy))
            return owner.optional("version", CohortReader::range)
                    .<VersionRule>map(VersionRule.Within::new)
                    .orElse(VersionRule.ANY);
        Set<Version> versions =
                Set.copyOf(owner.scalars("version", Scalars.named(Version::new), VERSIONS_MAX));
        return versions.isEmpty() ? VersionRule.ANY : new VersionRule.OneOf(versions);
    }

    private static VersionRange range(String name, ScalarNode node) throws Fault {
        String text = Scalars.text(name, node);
        try {
            return VersionRange.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Fault(
                    ProblemCode.NOT_A_RANGE,
                    name + ": " + e.getMessage(),
                    "or list exact versions: [\"1.0\", \"fix-7\"]");
        }
    }

    private static Optional<EarlierOutcome> outcome(Mapping outcome) {
        outcome.refuseEmpty("in");
        Optional<CampaignName> campaign =
                outcome.required("campaign", Scalars.named(CampaignName::new));
        if (!outcome.has("in")) outcome.required("in", Scalars::text);
        Set<String> states =
                Set.copyOf(
                        outcome.scalars(
                                "in", Scalars.choice(OUTCOMES, List.of()), OUTCOMES.size()));
        return states.isEmpty()
                ? Optional.empty()
                : campaign.map(name -> new EarlierOutcome(name, states));
    }
}
