package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.ReleaseSignature;
import io.github.canarywave.domain.rollout.ReleaseState;
import io.github.canarywave.domain.rollout.TrustKey;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The part of the store that is about what releases are worth: their states, signatures, keys. */
public interface CatalogueStore {
    /** What can be asked of it. */
    interface Reads {
        /** The state of a release alone; empty when there is none of that name. */
        Optional<ReleaseState> state(ReleaseName release);

        /** Who signed an artifact, in the order in which the signatures came. */
        List<ReleaseSignature> signatures(ReleaseName release, Model model);

        /** Every release key there was, the one given first first. */
        List<TrustKey> keys();
    }

    /** What can be changed in it. */
    interface Tx extends Reads {
        /** Sets the state of a release that is there. */
        void put(ReleaseName release, ReleaseState state);

        /** Sets what a person wrote about a release that is there. */
        void note(ReleaseName release, String notes);

        /** Sets what a release that is there is made of. */
        void put(ReleaseName release, Release.Sbom sbom);

        /** Adds a signature of an artifact; a second one of the same key changes nothing. */
        void sign(ReleaseName release, Model model, ReleaseSignature signature, Instant at);

        /** Adds a key, or writes what is known of it now. */
        void put(TrustKey key);
    }
}
