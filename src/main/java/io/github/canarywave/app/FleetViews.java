package io.github.canarywave.app;

import io.github.canarywave.app.FleetStore.Count;
import io.github.canarywave.app.FleetStore.Facet;
import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.fleet.Version;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What people see of the whole fleet. Safe from any thread; calls wait for the store. A filter that
 * names what is not there is {@link Outcome.Invalid}.
 */
public interface FleetViews {
    /** Devices that are put on hold, or taken off, in one call at most. */
    int HOLD_MAX = 10_000;

    /** Days of an adoption at most. */
    int DAYS_MAX = 366;

    /** A part of the devices that fit, in an order. */
    Outcome<Page> search(
            DeviceFilter filter, DeviceSort sort, Optional<DeviceCursor> after, int limit);

    /**
     * Lines of a list.
     *
     * @param count of all that fit; told with the first page, and with others where it costs
     *     nothing
     * @param next behind which to ask on. There can be more although the page is not full: a call
     *     looks at a limited number of devices
     */
    record Page(List<Line> lines, Optional<Count> count, Optional<DeviceCursor> next) {
        public Page {
            lines = List.copyOf(lines);
        }
    }

    /**
     * A device.
     *
     * @param wave name of its wave in the campaign that the row tells of
     */
    record Line(DeviceRow row, Optional<String> wave) {}

    /** How many of the devices that fit have which value. */
    Outcome<List<Facet>> facets(DeviceFilter filter);

    /**
     * Keeps every campaign from commanding the devices that fit; how many were not on hold before.
     */
    Outcome<Integer> hold(DeviceFilter filter, String who, String why);

    /** Lets campaigns command the devices that fit again; how many were on hold. */
    Outcome<Integer> unhold(DeviceFilter filter, String who, String why);

    /** The fleet in numbers. */
    Numbers numbers();

    /**
     * Devices by how near they are to the newest release.
     *
     * @param upToDate run the newest published release that has an artifact for their model, or
     *     there is none
     * @param outdated run something else
     * @param unknown never said what they run
     */
    record Numbers(long registered, long online, long upToDate, long outdated, long unknown) {}

    /**
     * What the fleet ran at the ends of days (UTC), the last of them today so far.
     *
     * @param days from 1 to {@link #DAYS_MAX}
     * @param product absent: all
     */
    Adoption adoption(int days, Optional<Product> product);

    /**
     * Devices by version and day.
     *
     * @param versions those that most devices ran, the first of them most
     * @param other devices that ran another one
     */
    record Adoption(List<LocalDate> days, List<Adopted> versions, List<Long> other) {}

    /** Devices that ran a version, for each day. */
    record Adopted(Version version, List<Long> counts) {}

    /** What became of each release in the field, the one added last first. */
    List<ReleaseRate> rates();

    /**
     * A release in the field.
     *
     * @param devices that say they run it
     * @param confirmed attempts of its campaigns that ended so
     * @param failed attempts of its campaigns that ended rolled back, failed, refused, expired or
     *     lost
     * @param signedBy ids of the keys that signed an artifact of it
     */
    record ReleaseRate(
            ReleaseName release,
            String state,
            long devices,
            long confirmed,
            long failed,
            List<String> signedBy,
            boolean sbom) {
        /** Share of its ends that failed; absent when there was no end. */
        public Optional<Double> failedShare() {
            long ended = confirmed + failed;
            return ended == 0 ? Optional.empty() : Optional.of((double) failed / ended);
        }
    }

    /** Whom devices trust, and what ends when. */
    Trust trust();

    /**
     * Whom devices trust, and what ends when.
     *
     * @param within30d certificates of devices that end within 30 days, or have ended
     * @param within90d the same for 90 days
     */
    record Trust(
            List<Anchor> anchors,
            List<ServerCertificate> certificates,
            long within30d,
            long within90d,
            Instant at) {}

    /**
     * A certificate or key that devices list as one they trust.
     *
     * @param fingerprint as devices list it
     * @param name of the release key or certificate of ours that has it
     * @param devices that list it
     * @param onlyThis devices that list no other
     * @param expires when the certificate ends
     */
    record Anchor(
            String fingerprint,
            Optional<String> name,
            long devices,
            long onlyThis,
            Optional<Instant> expires) {}
}
