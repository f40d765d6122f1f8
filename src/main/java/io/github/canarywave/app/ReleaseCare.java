package io.github.canarywave.app;

import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.TrustKey;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What people do with releases that are there, and with the keys that sign them. */
public interface ReleaseCare {
    /**
     * Lets campaigns use a draft; a second time changes nothing.
     *
     * @param lower also when it has a security version that no device known could take
     */
    Outcome<Release> publish(ReleaseName release, boolean lower, String who);

    /** Lets nobody have a release any more, for good, and halts the campaigns that use it. */
    Outcome<Revoked> revoke(ReleaseName release, String who, String why);

    /**
     * What a revocation did.
     *
     * @param halted campaigns that were going on
     */
    record Revoked(Release release, List<CampaignName> halted) {}

    /** Sets what people read about a release. */
    Outcome<Release> note(ReleaseName release, String notes, String who);

    /**
     * Keeps a list of what a release is made of, in the place of one that stood.
     *
     * @param form of the list, "CycloneDX 1.6"
     * @throws DiskFull when the disk has no room for it
     */
    Outcome<Release> describe(ReleaseName release, Path upload, String form, String who);

    /** Who signed each artifact of a release. */
    Map<Model, List<Signer>> signers(Release release);

    /** What a person should know about a release before devices do, a sentence each. */
    List<String> warnings(Release release);

    /**
     * A signature and what its key is worth.
     *
     * @param state word of the key's standing
     */
    record Signer(String key, String signature, String state) {}

    /** Reads every file of every release and says which are not what they were. */
    Scrub.Report check();

    /** Every release key there was. */
    List<TrustKey> keys();

    /**
     * Sets what a key is good for. What was revoked stays so.
     *
     * @param why needed except to make it active again
     */
    Outcome<TrustKey> set(String key, TrustKey.Standing state, String who, String why);
}
