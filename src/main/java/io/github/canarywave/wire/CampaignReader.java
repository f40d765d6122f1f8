package io.github.canarywave.wire;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.CampaignDraft;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.Cohort;
import io.github.canarywave.domain.campaign.DeviceRules;
import io.github.canarywave.domain.campaign.Exclusive;
import io.github.canarywave.domain.campaign.Exclusive.OnConflict;
import io.github.canarywave.domain.campaign.OnHalt;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.campaign.UpdateWindow;
import io.github.canarywave.domain.campaign.Wave;
import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.image.Sha256;

import org.yaml.snakeyaml.nodes.Node;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads one document of a campaign file. */
final class CampaignReader {
    private static final Shape DOCUMENT = Shape.of("apiVersion", "kind", "metadata", "spec");
    private static final Shape METADATA = Shape.of("name", "labels");
    private static final Shape SPEC =
            Shape.of(
                            "description",
                            "release",
                            "cohort",
                            "order",
                            "waves",
                            "gates",
                            "pace",
                            "device",
                            "exclusive",
                            "window",
                            "onHalt")
                    .notYet("config", "notify");
    private static final Shape RELEASE = Shape.of("product", "version", "digest");
    private static final Shape EXCLUSIVE = Shape.of("name", "onConflict");
    private static final Pattern EXCLUSIVE_NAME =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final List<String> ON_CONFLICT = List.of("queue", "replace", "reject");
    private static final List<String> ON_HALT = List.of("offer", "rollback");
    private static final Shape ORDER = Shape.of("by", "seed");

    private CampaignReader() {}

    /** The campaign; nothing if anything is wrong with it, which is then among the findings. */
    static Optional<Campaign> read(Node document, Draft draft) {
        int before = draft.findings().size();
        Optional<Campaign> campaign =
                Mapping.of(document, document, "", DOCUMENT, draft.findings())
                        .flatMap(top -> campaign(top, draft));
        return draft.findings().size() == before ? campaign : Optional.empty();
    }

    private static Optional<Campaign> campaign(Mapping top, Draft draft) {
        top.required("apiVersion", Scalars.choice(List.of("canarywave/v1"), List.of()));
        top.required("kind", Scalars.choice(List.of("Campaign"), List.of()));
        Optional<Mapping> metadata = top.requiredMapping("metadata", METADATA);
        Optional<CampaignName> name =
                metadata.flatMap(m -> m.required("name", Scalars.named(CampaignName::new)));
        Map<String, String> labels =
                metadata.map(m -> SelectorReader.labels(m, "labels")).orElse(Map.of());
        return top.requiredMapping("spec", SPEC)
                .flatMap(spec -> campaign(name, labels, spec, draft));
    }

    private static Optional<Campaign> campaign(
            Optional<CampaignName> name, Map<String, String> labels, Mapping spec, Draft draft) {
        Optional<Pinned> release = release(spec);
        String description = spec.optional("description", Scalars::text).orElse("");
        Cohort cohort = CohortReader.read(spec, draft);
        Optional<String> seed = seed(spec);
        List<Wave> waves = WavesReader.read(spec, draft);
        var pace = PaceReader.read(spec, draft);
        DeviceRules device = DeviceReader.device(spec, draft);
        Optional<Exclusive> exclusive = exclusive(spec, draft);
        UpdateWindow window = WindowReader.read(spec, draft);
        OnHalt onHalt = onHalt(spec, cohort, draft);
        if (name.isEmpty() || release.isEmpty() || waves.isEmpty()) return Optional.empty();
        return Optional.of(
                withSeed(CampaignDraft.of(name.get(), release.get().name()), seed, draft)
                        .digest(release.get().digest())
                        .labels(labels)
                        .description(description)
                        .cohort(cohort)
                        .waves(waves)
                        .pace(pace)
                        .device(device)
                        .exclusive(exclusive)
                        .window(window)
                        .onHalt(onHalt)
                        .defaults(draft.defaults())
                        .build());
    }

    /**
     * @param digest of an artifact that it must have
     */
    private record Pinned(ReleaseName name, Optional<Sha256> digest) {}

    private static Optional<Pinned> release(Mapping spec) {
        if (spec.has("config")) {
            if (spec.has("release"))
                spec.complainOfName(
                        "config",
                        new Fault(
                                ProblemCode.RELEASE_AND_CONFIG,
                                "a campaign has exactly one of release and config",
                                "make two campaigns of it"));
            else return Optional.empty(); // Refused already as not supported yet.
        }
        return spec.requiredMapping("release", RELEASE)
                .flatMap(
                        release -> {
                            var product = release.required("product", Scalars.named(Product::new));
                            var version = release.required("version", Scalars.named(Version::new));
                            var digest =
                                    release.optional("digest", Scalars.named(Sha256::ofPrefixed));
                            return product.flatMap(p -> version.map(v -> new ReleaseName(p, v)))
                                    .map(name -> new Pinned(name, digest));
                        });
    }

    private static Optional<Exclusive> exclusive(Mapping spec, Draft draft) {
        return spec.mapping("exclusive", EXCLUSIVE)
                .flatMap(
                        found -> {
                            draft.defaultOf(found, "onConflict", "exclusive.onConflict: queue");
                            OnConflict onConflict =
                                    found.optional(
                                                    "onConflict",
                                                    Scalars.choice(ON_CONFLICT, List.of()))
                                            .map(
                                                    w ->
                                                            OnConflict.valueOf(
                                                                    w.toUpperCase(Locale.ROOT)))
                                            .orElse(OnConflict.QUEUE);
                            return found.required("name", Scalars.shaped(EXCLUSIVE_NAME))
                                    .map(name -> new Exclusive(name, onConflict));
                        });
    }

    private static OnHalt onHalt(Mapping spec, Cohort cohort, Draft draft) {
        draft.defaultOf(spec, "onHalt", "onHalt: offer");
        OnHalt onHalt =
                spec.optional("onHalt", Scalars.choice(ON_HALT, List.of()))
                        .map(word -> OnHalt.valueOf(word.toUpperCase(Locale.ROOT)))
                        .orElse(OnHalt.OFFER);
        if (onHalt == OnHalt.ROLLBACK && cohort.rollbackOf().isPresent())
            spec.complain(
                    "onHalt",
                    new Fault(
                            ProblemCode.OUT_OF_RANGE,
                            "onHalt: a rollback is not rolled back by itself, or two releases"
                                    + " could send devices to and fro for ever",
                            "write offer"));
        return onHalt;
    }

    private static Optional<String> seed(Mapping spec) {
        Optional<Mapping> order = spec.mapping("order", ORDER);
        order.ifPresent(o -> o.optional("by", Scalars.choice(List.of("hash"), List.of())));
        return order.flatMap(o -> o.optional("seed", Scalars::text));
    }

    private static CampaignDraft withSeed(
            CampaignDraft campaign, Optional<String> seed, Draft draft) {
        if (seed.isPresent()) return campaign.seed(seed.get());
        draft.defaults().add("order: by hash, seed " + campaign.build().seed());
        return campaign;
    }
}
