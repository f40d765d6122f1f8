package io.github.canarywave.app;

import static io.github.canarywave.app.StoreFixtures.METER;
import static io.github.canarywave.app.StoreFixtures.PLUG;
import static io.github.canarywave.app.StoreFixtures.T0;
import static io.github.canarywave.app.StoreFixtures.artifact;
import static io.github.canarywave.app.StoreFixtures.at;
import static io.github.canarywave.app.StoreFixtures.digest;
import static io.github.canarywave.app.StoreFixtures.releaseName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.ReleaseSignature;
import io.github.canarywave.domain.rollout.ReleaseState;
import io.github.canarywave.domain.rollout.TrustKey;
import io.github.canarywave.domain.rollout.TrustKey.Standing;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What every store promises of release states, signatures and keys. */
public abstract class CatalogueContract extends StoreHarness {
    private static final ReleaseName NAME = releaseName("2.1.0");

    protected static TrustKey key(String id, Standing state) {
        return new TrustKey(id, "00112233445566" + id, "PEM of " + id, state, true, T0, "");
    }

    private <T> T kept(Function<Store.Reads, T> question) throws Exception {
        T answer = store.read(question);
        store = restarted(store);
        assertThat(store.<T>read(question)).isEqualTo(answer);
        return answer;
    }

    private Optional<ReleaseState> state() throws Exception {
        return kept(reads -> reads.catalogue().state(NAME));
    }

    private List<ReleaseSignature> signatures(Model model) throws Exception {
        return kept(reads -> reads.catalogue().signatures(NAME, model));
    }

    @Test
    public void keepsWhatIsSaidOfARelease() throws Exception {
        assertThat(state()).isEmpty();
        write(tx -> tx.add(NAME, artifact(METER), T0));
        assertThat(state()).contains(new ReleaseState.Published());
        ReleaseState revoked = new ReleaseState.Revoked("by ada: drains batteries");
        Release.Sbom sbom = new Release.Sbom(digest("sbom"), "CycloneDX");
        write(tx -> tx.catalogue().put(NAME, new ReleaseState.Draft()));
        write(tx -> tx.catalogue().note(NAME, "mends 'the' display"));
        write(tx -> tx.catalogue().put(NAME, sbom));
        write(tx -> tx.add(NAME, artifact(PLUG), at(1)));
        Optional<Release> release = kept(reads -> reads.release(NAME));
        assertThat(release)
                .contains(
                        new Release(
                                NAME,
                                StoreFixtures.release().artifacts(),
                                new ReleaseState.Draft(),
                                "mends 'the' display",
                                Optional.of(sbom)));
        write(tx -> tx.catalogue().put(NAME, revoked));
        assertThat(state()).contains(revoked);
        List<Release> all = kept(Store.Reads::releases);
        assertThat(all).hasSize(1);
        for (Runnable unknown :
                new Runnable[] {
                    () -> write(tx -> tx.catalogue().put(releaseName("9"), revoked)),
                    () -> write(tx -> tx.catalogue().note(releaseName("9"), "x")),
                    () -> write(tx -> tx.catalogue().put(releaseName("9"), sbom))
                }) assertThatThrownBy(unknown::run).hasMessageContaining("no release");
    }

    @Test
    public void keepsSignaturesInTheirOrderOneForEachKey() throws Exception {
        write(tx -> tx.add(NAME, artifact(METER), T0));
        write(tx -> tx.add(NAME, artifact(PLUG), T0));
        ReleaseSignature next = new ReleaseSignature("a-next", "n".repeat(86));
        write(tx -> tx.catalogue().sign(NAME, METER, next, at(1)));
        write(
                tx ->
                        tx.catalogue()
                                .sign(
                                        NAME,
                                        METER,
                                        new ReleaseSignature("a-next", "x".repeat(86)),
                                        at(2)));
        ReleaseSignature first = new ReleaseSignature("rel-2026a", "s".repeat(86));
        assertThat(signatures(METER)).containsExactly(first, next);
        assertThat(signatures(PLUG)).containsExactly(first);
    }

    @Test
    public void keepsKeysInTheOrderInWhichTheyCame() throws Exception {
        TrustKey old = key("z-old", Standing.ACTIVE);
        TrustKey next = key("a-next", Standing.ACTIVE);
        write(tx -> tx.catalogue().put(old));
        write(tx -> tx.catalogue().put(next));
        TrustKey gone = old.in(Standing.REVOKED, at(7), "by ada: stolen").given(false);
        write(tx -> tx.catalogue().put(gone));
        List<TrustKey> keys = kept(reads -> reads.catalogue().keys());
        assertThat(keys).containsExactly(gone, next);
    }
}
