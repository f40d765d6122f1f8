package io.github.canarywave.app;

import io.github.canarywave.app.FleetViews.Anchor;
import io.github.canarywave.app.FleetViews.Trust;
import io.github.canarywave.domain.rollout.TrustKey;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Whom devices trust, by counts alone. Confined to one transaction. */
final class TrustView {
    private static final Duration SOON = Duration.ofDays(30);
    private static final Duration LATER = Duration.ofDays(90);

    /** Fingerprints that are told at most: devices may list what they like. */
    private static final int ANCHORS_MAX = 100;

    private final Store.Reads reads;
    private final List<ServerCertificate> certificates;
    private final Instant now;

    TrustView(Store.Reads reads, List<ServerCertificate> certificates, Instant now) {
        this.reads = reads;
        this.certificates = certificates;
        this.now = now;
    }

    Trust all() {
        return new Trust(
                anchors(),
                certificates,
                reads.fleetViews().certificatesBefore(now.plus(SOON)),
                reads.fleetViews().certificatesBefore(now.plus(LATER)),
                now);
    }

    private List<Anchor> anchors() {
        Map<List<String>, Long> sets = reads.fleetViews().anchors();
        List<TrustKey> keys = reads.catalogue().keys();
        Set<String> all = new TreeSet<>();
        sets.keySet().forEach(all::addAll);
        keys.forEach(key -> all.add(key.fingerprint()));
        return all.stream()
                .map(fingerprint -> anchor(fingerprint, sets, keys))
                .sorted(Comparator.comparingLong(Anchor::devices).reversed())
                .limit(ANCHORS_MAX)
                .toList();
    }

    private Anchor anchor(String fingerprint, Map<List<String>, Long> sets, List<TrustKey> keys) {
        long devices = 0;
        long onlyThis = 0;
        for (Map.Entry<List<String>, Long> set : sets.entrySet()) {
            if (!set.getKey().contains(fingerprint)) continue;
            devices += set.getValue();
            if (Set.copyOf(set.getKey()).size() == 1) onlyThis += set.getValue();
        }
        Optional<ServerCertificate> ours =
                certificates.stream().filter(c -> c.fingerprint().equals(fingerprint)).findFirst();
        Optional<String> name =
                keys.stream()
                        .filter(key -> key.fingerprint().equals(fingerprint))
                        .map(key -> "release key " + key.id())
                        .findFirst()
                        .or(() -> ours.map(ServerCertificate::name));
        return new Anchor(
                fingerprint, name, devices, onlyThis, ours.map(ServerCertificate::expires));
    }
}
