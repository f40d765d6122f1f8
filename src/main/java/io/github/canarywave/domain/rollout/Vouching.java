package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.fleet.Device;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who vouches for an artifact: its signatures, and what is known of their keys. Pure.
 *
 * @param signatures in the order they were added
 * @param keys by id; what is not among them nobody has revoked
 */
public record Vouching(List<ReleaseSignature> signatures, Map<String, TrustKey> keys) {
    public Vouching {
        signatures = List.copyOf(signatures);
        keys = Map.copyOf(keys);
    }

    /** Why nobody vouches for it any more, in words; empty while somebody does. */
    public Optional<String> objection() {
        if (signatures.isEmpty() || signatures.stream().anyMatch(this::counts))
            return Optional.empty();
        List<String> revoked =
                signatures.stream().flatMap(this::key).map(TrustKey::objection).toList();
        return Optional.of(
                "signed by no other key: "
                        + String.join(", ", revoked)
                        + ". Sign it with another one (canarywave release sign) and add it again");
    }

    /**
     * The signature to send to a device: by a key that it lists among its anchors if there is one,
     * otherwise the one added last.
     */
    public Optional<ReleaseSignature> chosen(Device device) {
        List<String> anchors = device.birth().map(birth -> birth.anchors()).orElse(List.of());
        List<ReleaseSignature> counting = counting().reversed();
        return counting.stream()
                .filter(s -> key(s).anyMatch(key -> anchors.contains(key.fingerprint())))
                .findFirst()
                .or(() -> counting.stream().findFirst());
    }

    /** The signatures of which a device may be sent one, in the order they were added. */
    public List<ReleaseSignature> counting() {
        return signatures.stream().filter(this::counts).toList();
    }

    private boolean counts(ReleaseSignature signature) {
        return key(signature).noneMatch(key -> key.state() == TrustKey.Standing.REVOKED);
    }

    private Stream<TrustKey> key(ReleaseSignature signature) {
        return Stream.ofNullable(keys.get(signature.key()));
    }
}
