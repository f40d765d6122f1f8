package io.github.canarywave.simulator;

import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.rollout.Attempt;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The order of a cohort, computed once more from the design alone: u = HMAC-SHA-256(seed, device) /
 * 2^64; within a stratum devices are ranked by u; key = (rank + u) / size of the stratum.
 */
final class Ranking {
    private record Keyed(DeviceId device, double key) {}

    private Ranking() {}

    static List<DeviceId> of(Collection<Attempt> cohort, String seed) {
        Map<String, List<Keyed>> strata =
                cohort.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Attempt::stratum,
                                        Collectors.mapping(
                                                a -> new Keyed(a.device(), u(seed, a.device())),
                                                Collectors.toList())));
        List<Keyed> all = new ArrayList<>();
        for (List<Keyed> stratum : strata.values()) {
            stratum.sort(Comparator.comparingDouble(Keyed::key));
            for (int rank = 0; rank < stratum.size(); rank++) {
                Keyed k = stratum.get(rank);
                all.add(new Keyed(k.device(), (rank + k.key()) / stratum.size()));
            }
        }
        all.sort(Comparator.comparingDouble(Keyed::key));
        return all.stream().map(Keyed::device).toList();
    }

    private static double u(String seed, DeviceId device) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(seed.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] digest = mac.doFinal(device.value().getBytes(StandardCharsets.UTF_8));
            // The first 64 bits, of which a double holds 53.
            return new BigInteger(1, digest).shiftRight(256 - 53).doubleValue() * 0x1.0p-53;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each Java runtime has HMAC-SHA-256", e);
        }
    }
}
