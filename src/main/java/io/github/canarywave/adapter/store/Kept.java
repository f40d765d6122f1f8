package io.github.canarywave.adapter.store;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.rollout.Counted;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Rows as the last commit left them, kept by the one link that writes from one transaction to the
 * next: a device that speaks five times is read once. Nobody else writes, and each write names the
 * revision it goes over, so a row that was wrong here would be refused. What is rolled back makes
 * it forget everything. Confined to one transaction at a time.
 */
final class Kept {
    /** Of each kind at most, some KiB each; beyond that it begins anew. */
    private static final int LIMIT = 16_384;

    /**
     * A device as it is stored.
     *
     * @param commander the rollout that commanded it last, empty for none
     */
    record StoredDevice(Device device, String commander) {}

    /** A device in a rollout. */
    record Place(CampaignName rollout, DeviceId device) {}

    final Map<DeviceId, StoredDevice> devices = new HashMap<>();
    final AttemptPages attempts = new AttemptPages();

    /** How devices count as evidence; absent in here: not asked for yet. */
    final Map<Place, Optional<Counted>> counted = new HashMap<>();

    /** After a commit: what is too much is let go. */
    void trim() {
        if (devices.size() > LIMIT) devices.clear();
        if (attempts.size() > LIMIT) attempts.clear();
        if (counted.size() > LIMIT) counted.clear();
    }

    /** After a rollback, or when rows were changed that nobody read. */
    void clear() {
        devices.clear();
        attempts.clear();
        counted.clear();
    }
}
