package io.github.canarywave;

import io.github.canarywave.adapter.mqtt.LinkCounts;
import io.github.canarywave.adapter.mqtt.MqttLink;
import io.github.canarywave.app.Counters;

import java.util.Map;
import java.util.TreeMap;

/** The counters of all parts of a server under names that tell them apart. */
final class CounterSheet {
    private final Map<String, Long> all = new TreeMap<>();

    private CounterSheet() {}

    /** All counters as they stand now, by name in snake_case. */
    static Map<String, Long> of(
            Counters counters, BrokerSide broker, MqttLink link, Map<String, Long> downloads) {
        CounterSheet sheet = new CounterSheet();
        sheet.add("", counters.all());
        sheet.add("broker_refused_", broker.refusals());
        sheet.add(link.counts());
        sheet.add("download_", downloads);
        return sheet.all;
    }

    private void add(LinkCounts link) {
        add("link_received_", link.received());
        add("link_rejected_", link.rejected());
        add("link_commands_dropped_", link.dropped());
        add(
                "link_",
                Map.of(
                        "stored", link.stored(),
                        "postponed", link.postponed(),
                        "lost", link.lost(),
                        "commands_handed_over", link.handedOver(),
                        "commands_delivered", link.delivered(),
                        "commands_unheard", link.unheard(),
                        "commands_queued", link.queued(),
                        "commands_outstanding", link.outstanding(),
                        "acks", link.acks(),
                        "acks_dropped", link.acksDropped()));
        add("link_", Map.of("updates_handed_over", link.updatesHandedOver()));
    }

    private void add(String prefix, Map<String, Long> some) {
        some.forEach((name, count) -> all.put(prefix + name.replace('-', '_'), count));
    }
}
