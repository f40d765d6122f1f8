package io.github.canarywave.faults;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the operator API says in the end, and what the operator was told on the way.
 *
 * @param devices by id
 * @param campaigns in the order of their start
 * @param halts acknowledged ones
 */
record Told(Map<String, Device> devices, List<Campaign> campaigns, List<Halt> halts) {
    /**
     * A device as people see it.
     *
     * @param states the state of its counting attempt in each campaign
     */
    record Device(String version, Map<String, String> states) {}

    /**
     * A campaign as people see it.
     *
     * @param waves the wave of each device when it was started
     * @param wavesNow the same in the end
     * @param states how many devices are in each state
     */
    record Campaign(
            String name,
            String version,
            String state,
            Map<String, Integer> states,
            Map<String, String> waves,
            Map<String, String> wavesNow) {}

    /**
     * A halt that was acknowledged, and the end of it.
     *
     * @param resumedMs when the resume was asked for
     * @param mayStillInstall devices that the answer names
     * @param handedOver updates that the server gave to MQTT between its answer and the resume
     */
    record Halt(
            String campaign,
            long askedMs,
            long acknowledgedMs,
            long resumedMs,
            Set<String> mayStillInstall,
            long handedOver) {
        Halt {
            mayStillInstall = Set.copyOf(mayStillInstall);
        }
    }

    Told {
        devices = Map.copyOf(devices);
        campaigns = List.copyOf(campaigns);
        halts = List.copyOf(halts);
    }

    /** Asks the API. */
    static Told ask(Rig rig, Releases releases, List<Halt> halts) {
        Map<String, Device> devices = new HashMap<>();
        for (JsonNode device : rig.api().devices()) {
            Map<String, String> states = new HashMap<>();
            for (JsonNode attempt : device.path("attempts"))
                states.put(attempt.path("campaign").asText(), attempt.path("state").asText());
            devices.put(
                    device.path("id").asText(),
                    new Device(device.path("version").asText(), states));
        }
        List<Campaign> campaigns = new ArrayList<>();
        for (Releases.Campaign campaign : releases.campaigns()) {
            JsonNode status = rig.api().campaign(campaign.name());
            Map<String, Integer> states = new HashMap<>();
            status.path("states")
                    .properties()
                    .forEach(e -> states.put(e.getKey(), e.getValue().intValue()));
            campaigns.add(
                    new Campaign(
                            campaign.name(),
                            campaign.version(),
                            status.path("state").asText(),
                            states,
                            campaign.waves(),
                            releases.waves(campaign.name())));
        }
        return new Told(devices, campaigns, halts);
    }
}
