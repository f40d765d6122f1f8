package io.github.canarywave.adapter.store;

import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.rollout.Outage;
import io.github.canarywave.domain.rollout.Outage.Group;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** An outage as the text of one column. */
final class OutageColumn {
    /** Of outages that were stored before another could be asked. */
    private static final String SITE_LABEL = "site";

    private OutageColumn() {}

    static String write(Outage outage) {
        Map<String, String> fields = new HashMap<>();
        switch (outage.group()) {
            case Group.OfModel(var model) -> fields.put("model", model.value());
            case Group.OfSite(var label, var site) -> {
                fields.put("site_label", label);
                fields.put("site", site);
            }
        }
        fields.put("silent_since_ms", ms(outage.silentSince()));
        fields.put("seen_ms", ms(outage.seen()));
        fields.put("look_again_ms", ms(outage.lookAgain()));
        outage.over().ifPresent(at -> fields.put("over_ms", ms(at)));
        fields.put("why", outage.why());
        return Columns.map(fields);
    }

    static Optional<Outage> read(String text) {
        if (text.isEmpty()) return Optional.empty();
        Map<String, String> fields = Columns.map(text);
        String model = fields.get("model");
        return Optional.of(
                new Outage(
                        model == null
                                ? new Group.OfSite(
                                        fields.getOrDefault("site_label", SITE_LABEL),
                                        fields.getOrDefault("site", ""))
                                : new Group.OfModel(new Model(model)),
                        at(fields, "silent_since_ms"),
                        at(fields, "seen_ms"),
                        at(fields, "look_again_ms"),
                        fields.containsKey("over_ms")
                                ? Optional.of(at(fields, "over_ms"))
                                : Optional.empty(),
                        fields.getOrDefault("why", "")));
    }

    private static String ms(Instant at) {
        return Long.toString(at.toEpochMilli());
    }

    private static Instant at(Map<String, String> fields, String name) {
        return Instant.ofEpochMilli(Long.parseLong(fields.getOrDefault(name, "0")));
    }
}
