package io.github.canarywave.adapter.http.operators;

import io.github.canarywave.app.DeviceCare;
import io.github.canarywave.app.Operations.DeviceStatus;
import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.domain.campaign.DeviceQuery;
import io.github.canarywave.domain.fleet.DeviceId;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Remembers what was asked about devices whose names begin with th-. */
record FakeCare(List<String> asked, Function<DeviceId, DeviceStatus> named) implements DeviceCare {
    @Override
    public Outcome<DeviceStatus> label(
            DeviceId device, Map<String, String> set, Set<String> remove, String who) {
        asked.add("label " + device + " " + new TreeMap<>(set) + " " + remove + " " + who);
        return known(device);
    }

    @Override
    public Outcome<DeviceStatus> hold(DeviceId device, String who, String why) {
        asked.add("hold " + device + " " + who + " " + why);
        return known(device);
    }

    @Override
    public Outcome<DeviceStatus> unhold(DeviceId device, String who, String why) {
        asked.add("unhold " + device + " " + who + " " + why);
        return new Outcome.Conflict<>("nobody holds device " + device);
    }

    @Override
    public Page find(DeviceQuery query, Optional<DeviceId> after, int limit) {
        asked.add(
                "find "
                        + query.labels().expressions()
                        + query.device()
                        + query.attempt()
                        + " after "
                        + after.map(DeviceId::value).orElse("-")
                        + " limit "
                        + limit);
        return new Page(List.of(), Optional.of(new DeviceId("th-7")));
    }

    private Outcome<DeviceStatus> known(DeviceId device) {
        return device.value().startsWith("th-")
                ? new Outcome.Done<>(named.apply(device))
                : new Outcome.NotFound<>("no device " + device);
    }
}
