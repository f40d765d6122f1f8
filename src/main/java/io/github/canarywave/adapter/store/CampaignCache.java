package io.github.canarywave.adapter.store;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.CampaignName;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Campaigns read from their stored text, each read once. Safe from any thread. */
final class CampaignCache {
    private record Read(String text, Campaign campaign) {}

    /** As many as there are rollouts. */
    private final Map<CampaignName, Read> known = new ConcurrentHashMap<>();

    private final Function<String, Campaign> read;

    CampaignCache(Function<String, Campaign> read) {
        this.read = read;
    }

    Campaign campaign(CampaignName name, String text) {
        Read last = known.get(name);
        if (last != null && last.text().equals(text)) return last.campaign();
        Campaign campaign = read.apply(text);
        known.put(name, new Read(text, campaign));
        return campaign;
    }
}
