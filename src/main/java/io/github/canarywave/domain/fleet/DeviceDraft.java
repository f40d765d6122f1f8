package io.github.canarywave.domain.fleet;

import io.github.canarywave.domain.campaign.CampaignName;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A device while it is changed. Confined to one thread. */
final class DeviceDraft {
    private final DeviceId id;
    private final Model model;
    private Map<String, String> labels;
    private Optional<Birth> birth;
    private List<SessionId> left;
    private boolean online;
    private Instant heard;
    private long counter;
    private Optional<CampaignName> busy;
    private Optional<String> held;
    private long ignored;
    private long revision;

    DeviceDraft(Device device) {
        id = device.id();
        model = device.model();
        labels = device.labels();
        birth = device.birth();
        left = device.left();
        online = device.online();
        heard = device.heard();
        counter = device.counter();
        busy = device.busy();
        held = device.held();
        ignored = device.ignored();
        revision = device.revision();
    }

    DeviceDraft labels(Map<String, String> value) {
        labels = value;
        return this;
    }

    DeviceDraft birth(Optional<Birth> value) {
        birth = value;
        return this;
    }

    DeviceDraft left(List<SessionId> value) {
        left = value;
        return this;
    }

    DeviceDraft online(boolean value) {
        online = value;
        return this;
    }

    DeviceDraft heard(Instant value) {
        heard = value;
        return this;
    }

    DeviceDraft counter(long value) {
        counter = value;
        return this;
    }

    DeviceDraft busy(Optional<CampaignName> value) {
        busy = value;
        return this;
    }

    DeviceDraft held(Optional<String> value) {
        held = value;
        return this;
    }

    DeviceDraft ignored(long value) {
        ignored = value;
        return this;
    }

    DeviceDraft revision(long value) {
        revision = value;
        return this;
    }

    Device build() {
        return new Device(
                id, model, labels, birth, left, online, heard, counter, busy, held, ignored,
                revision);
    }
}
