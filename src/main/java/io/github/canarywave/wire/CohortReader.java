package io.github.canarywave.wire;

import io.github.canarywave.domain.campaign.Cohort;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads which devices a campaign selects, and labels in general. */
final class CohortReader {
    private static final int LABELS_MAX = 32;
    private static final int MODELS_MAX = 64;

    /** Larger selections are made by label: the file has a limit too. */
    private static final int DEVICES_MAX = 10_000;

    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,62}");
    private static final Pattern LABEL_VALUE = Pattern.compile("[^\\p{Cntrl}\\p{Cs}]{0,63}");
    private static final Shape COHORT =
            Shape.of("matchLabels", "model", "devices", "exclude")
                    .notYet("matchExpressions", "version", "dynamic");
    private static final Shape EXCLUDE = Shape.of("matchLabels").notYet("matchExpressions");

    private CohortReader() {}

    static Cohort read(Mapping spec, Draft draft) {
        draft.defaultOf(
                spec,
                "cohort",
                "cohort: every device of a model that the release has an artifact for");
        refuseEmpty(spec, "cohort");
        return spec.mapping("cohort", COHORT).map(CohortReader::cohort).orElse(Cohort.EVERY_DEVICE);
    }

    private static Cohort cohort(Mapping cohort) {
        refuseEmpty(cohort, "matchLabels", "model", "devices", "exclude");
        return new Cohort(
                labels(cohort, "matchLabels"),
                Set.copyOf(cohort.scalars("model", Scalars.named(Model::new), MODELS_MAX)),
                Set.copyOf(cohort.scalars("devices", Scalars.named(DeviceId::new), DEVICES_MAX)),
                cohort.mapping("exclude", EXCLUDE).map(CohortReader::exclude).orElse(Map.of()));
    }

    private static Map<String, String> exclude(Mapping exclude) {
        refuseEmpty(exclude, "matchLabels");
        return labels(exclude, "matchLabels");
    }

    private static void refuseEmpty(Mapping owner, String... names) {
        for (String name : names)
            if (owner.isEmpty(name))
                owner.complain(
                        name,
                        new Fault(
                                ProblemCode.EMPTY_LIST,
                                name + " is empty, which could mean all devices or none",
                                "leave it out to select without it"));
    }

    /** The labels in a field; none if it is absent. */
    static Map<String, String> labels(Mapping owner, String name) {
        Map<String, String> labels = new LinkedHashMap<>();
        owner.openMapping(name).ifPresent(found -> readLabels(found, labels));
        return labels;
    }

    private static void readLabels(Mapping found, Map<String, String> labels) {
        for (String label : found.names()) {
            if (!LABEL.matcher(label).matches())
                found.complainOfName(
                        label,
                        new Fault(
                                ProblemCode.BAD_NAME,
                                "label must match " + LABEL + ", got '" + label + "'"));
            found.optional(label, Scalars.shaped(LABEL_VALUE)).ifPresent(v -> labels.put(label, v));
        }
        if (labels.size() > LABELS_MAX)
            found.complain(
                    "",
                    new Fault(
                            ProblemCode.TOO_MANY,
                            found.place()
                                    + " has "
                                    + labels.size()
                                    + " labels, at most "
                                    + LABELS_MAX));
    }
}
