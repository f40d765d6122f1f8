package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.SessionId;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is done after the commit, and only then. Confined to one turn. */
final class Effects {
    final List<Heard.Receipt> receipts = new ArrayList<>();
    final List<Ack> acks = new ArrayList<>();
    final List<StoredCommand> publish = new ArrayList<>();
    final List<Long> cut = new ArrayList<>();

    /** Rollouts of which no command may be handed over any more. */
    final Set<CampaignName> shut = new LinkedHashSet<>();

    /** Rollouts that go on after a halt. */
    final Set<CampaignName> opened = new LinkedHashSet<>();

    final Set<CampaignName> touched = new LinkedHashSet<>();

    record Ack(DeviceId device, SessionId session, long seq) {}
}
