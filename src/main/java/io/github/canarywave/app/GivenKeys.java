package io.github.canarywave.app;

import io.github.canarywave.domain.rollout.TrustKey;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The release keys that a server is started with, told to the store. */
public final class GivenKeys {
    private GivenKeys() {}

    /** What came of it. */
    public sealed interface Told {
        /**
         * They are known.
         *
         * @param warnings about keys that are given and are not good any more
         */
        record Known(List<String> warnings) implements Told {}

        /** A key goes by the name of another one; nothing has changed. */
        record Clash(String why) implements Told {}
    }

    /** Makes exactly these the keys that are given. What was revoked before stays so. */
    public static Told tell(Store store, List<TrustKey> given) {
        return store.write(tx -> tell(tx, given));
    }

    private static Told tell(Store.Tx tx, List<TrustKey> given) {
        Map<String, TrustKey> known = new HashMap<>(ReleaseRules.keys(tx));
        for (TrustKey key : given) {
            TrustKey before = known.get(key.id());
            if (before != null && !before.fingerprint().equals(key.fingerprint()))
                return new Told.Clash(
                        "release key "
                                + key.id()
                                + " has fingerprint "
                                + key.fingerprint()
                                + ", the one of this name was "
                                + before.fingerprint()
                                + ". Give the new one a name of its own: --release-public-key"
                                + " ID=FILE");
        }
        List<String> warnings = new ArrayList<>();
        for (TrustKey key : given) {
            TrustKey before = known.remove(key.id());
            TrustKey now = before == null ? key : before.given(true);
            if (!now.signsNew()) warnings.add(now.objection());
            if (!now.equals(before)) tx.catalogue().put(now);
        }
        for (TrustKey left : known.values())
            if (left.given()) tx.catalogue().put(left.given(false));
        return new Told.Known(warnings);
    }
}
