package io.github.canarywave.domain.campaign;

import io.github.canarywave.domain.image.Sha256;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A campaign while it is put together; what nobody sets has its default. Confined to one thread.
 */
public final class CampaignDraft {
    private final CampaignName name;
    private final ReleaseName release;
    private Map<String, String> labels = Map.of();
    private String description = "";
    private Optional<Sha256> digest = Optional.empty();
    private Cohort cohort = Cohort.EVERY_DEVICE;
    private String seed;
    private List<Wave> waves = Defaults.waves(List.of(Defaults.GATE));
    private Pace pace = Pace.DEFAULT;
    private DeviceRules device = DeviceRules.DEFAULT;
    private Optional<Exclusive> exclusive = Optional.empty();
    private UpdateWindow window = UpdateWindow.ALWAYS;
    private OnHalt onHalt = OnHalt.OFFER;
    private List<String> defaults = List.of();

    private CampaignDraft(CampaignName name, ReleaseName release) {
        this.name = name;
        this.release = release;
        // With the version in it, or the same devices would always be first to meet a bad build.
        this.seed = name + "/" + release.version();
    }

    /** A campaign that gives a release to every device that it fits, in the default waves. */
    public static CampaignDraft of(CampaignName name, ReleaseName release) {
        return new CampaignDraft(name, release);
    }

    /** The same campaign, to be changed. */
    public static CampaignDraft of(Campaign campaign) {
        return of(campaign.name(), campaign.release())
                .labels(campaign.labels())
                .description(campaign.description())
                .digest(campaign.digest())
                .cohort(campaign.cohort())
                .seed(campaign.seed())
                .waves(campaign.waves())
                .pace(campaign.pace())
                .device(campaign.device())
                .exclusive(campaign.exclusive())
                .window(campaign.window())
                .onHalt(campaign.onHalt())
                .defaults(campaign.defaults());
    }

    public CampaignDraft labels(Map<String, String> value) {
        labels = value;
        return this;
    }

    public CampaignDraft description(String value) {
        description = value;
        return this;
    }

    public CampaignDraft digest(Optional<Sha256> value) {
        digest = value;
        return this;
    }

    public CampaignDraft cohort(Cohort value) {
        cohort = value;
        return this;
    }

    public CampaignDraft seed(String value) {
        seed = value;
        return this;
    }

    public CampaignDraft waves(List<Wave> value) {
        waves = value;
        return this;
    }

    public CampaignDraft pace(Pace value) {
        pace = value;
        return this;
    }

    public CampaignDraft device(DeviceRules value) {
        device = value;
        return this;
    }

    public CampaignDraft exclusive(Optional<Exclusive> value) {
        exclusive = value;
        return this;
    }

    public CampaignDraft window(UpdateWindow value) {
        window = value;
        return this;
    }

    public CampaignDraft onHalt(OnHalt value) {
        onHalt = value;
        return this;
    }

    public CampaignDraft defaults(List<String> value) {
        defaults = value;
        return this;
    }

    public Campaign build() {
        return new Campaign(
                name,
                labels,
                description,
                release,
                digest,
                cohort,
                seed,
                waves,
                pace,
                device,
                exclusive,
                window,
                onHalt,
                defaults);
    }
}
