package io.github.canarywave.sim;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a device is, as far as it never changes.
 *
 * @param prefix topic prefix
 * @param verifies whether it checks signatures
 * @param behaviour how firmware of a version misbehaves
 * @param sessions makes names of sessions that never come again
 */
record Profile(
        String id,
        String prefix,
        String model,
        Map<String, String> labels,
        boolean verifies,
        Verifier verifier,
        Chance chance,
        Function<String, Behaviour> behaviour,
        Timing timing,
        Hardware hardware,
        Supplier<String> sessions) {

    /**
     * What may make a device refuse.
     *
     * @param slotBytes size of one firmware slot
     * @param clockSet whether it knows the time
     * @param declines whether its user says no
     * @param rssiDbm its radio signal
     * @param externalPower whether it is fed from outside
     * @param idle whether nobody needs it now
     */
    record Hardware(
            long slotBytes,
            int batteryPercent,
            boolean clockSet,
            boolean declines,
            int rssiDbm,
            boolean externalPower,
            boolean idle) {
        static final Hardware USUAL = new Hardware(16L * 1024 * 1024, 100, true, false);

        /** A device with a good signal on external power that nobody needs. */
        Hardware(long slotBytes, int batteryPercent, boolean clockSet, boolean declines) {
            this(slotBytes, batteryPercent, clockSet, declines, -60, true, true);
        }
    }

    String topic(String word) {
        return prefix + '/' + id + '/' + word;
    }

    /** Who checks nothing trusts nobody in particular. */
    List<String> anchors() {
        return verifies ? verifier.anchors() : List.of();
    }

    List<String> can() {
        return verifies
                ? List.of("verify-es256", "jws", "range", "window", "clock")
                : List.of("range", "window", "clock");
    }
}
