package io.github.canarywave.app;

import io.github.canarywave.app.Operations.DeviceStatus;
import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.domain.campaign.DeviceQuery;
import io.github.canarywave.domain.fleet.DeviceId;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What people do with registered devices. Safe from any thread; calls wait for the store. */
public interface DeviceCare {
    /**
     * Changes the labels of a device; frozen cohorts stay as they are.
     *
     * @param set labels to add or to give another value
     * @param remove names of labels to take away; one that is not there is no fault
     */
    Outcome<DeviceStatus> label(
            DeviceId device, Map<String, String> set, Set<String> remove, String who);

    /** Keeps every campaign from commanding a device. What it was commanded before goes on. */
    Outcome<DeviceStatus> hold(DeviceId device, String who, String why);

    /** Lets campaigns command a device again. */
    Outcome<DeviceStatus> unhold(DeviceId device, String who, String why);

    /** A part of the devices that a query asks for, by id, behind the given one. */
    Page find(DeviceQuery query, Optional<DeviceId> after, int limit);

    /**
     * Devices by id.
     *
     * @param next behind which to ask on; absent at the end. There can be more although the page is
     *     not full: a call looks at a limited number of devices
     */
    record Page(List<DeviceStatus> devices, Optional<DeviceId> next) {
        public Page {
            devices = List.copyOf(devices);
        }
    }
}
