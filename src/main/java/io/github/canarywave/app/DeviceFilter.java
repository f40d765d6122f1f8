package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Version;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * Which devices somebody wants to see; all parts must hold. An empty set or text asks for nothing.
 *
 * @param campaign that has the device
 * @param wave name of its wave there; only with a campaign
 * @param states words of the state of its attempt, in that campaign or in any
 * @param codes words of the code with which that attempt or the one before it ended
 * @param models any of them
 * @param versions what it says it runs, any of them
 * @param labels it carries all of them
 * @param idPrefix how its id begins
 */
public record DeviceFilter(
        Optional<CampaignName> campaign,
        Optional<String> wave,
        Set<String> states,
        Set<String> codes,
        Set<Model> models,
        Set<Version> versions,
        Optional<Boolean> online,
        Optional<Boolean> held,
        Map<String, String> labels,
        String idPrefix) {
    /** Every device. */
    public static final DeviceFilter ANY =
            new DeviceFilter(
                    Optional.empty(),
                    Optional.empty(),
                    Set.of(),
                    Set.of(),
                    Set.of(),
                    Set.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Map.of(),
                    "");

    public DeviceFilter {
        states = Set.copyOf(states);
        codes = Set.copyOf(codes);
        models = Set.copyOf(models);
        versions = Set.copyOf(versions);
        labels = Map.copyOf(labels);
    }

    /** Whether what a device does in campaigns matters. */
    public boolean asksForAttempts() {
        return campaign.isPresent() || !states.isEmpty() || !codes.isEmpty();
    }

    /** Whether model, version and online alone decide. */
    public boolean asksForCellsAlone() {
        return !asksForAttempts() && held.isEmpty() && labels.isEmpty() && idPrefix.isEmpty();
    }

    /** Whether a campaign and what its tally counts alone decide. */
    public boolean asksForTallyAlone() {
        return campaign.isPresent()
                && models.isEmpty()
                && versions.isEmpty()
                && online.isEmpty()
                && held.isEmpty()
                && labels.isEmpty()
                && idPrefix.isEmpty();
    }

    /** Whether a device of this model that says this, and is there or not, fits so far. */
    public boolean takes(FleetStore.Cell cell) {
        return (models.isEmpty() || models.contains(cell.model()))
                && (versions.isEmpty() || cell.version().filter(versions::contains).isPresent())
                && online.map(wanted -> wanted == cell.online()).orElse(true);
    }

    /** Whether an attempt in this state, with this code or an empty one, fits so far. */
    public boolean takes(String state, String code) {
        return (states.isEmpty() || states.contains(state))
                && (codes.isEmpty() || codes.contains(code));
    }

    /** As it stands in a query, without escapes. */
    @Override
    public String toString() {
        StringJoiner words = new StringJoiner(" ");
        campaign.ifPresent(name -> words.add("campaign=" + name));
        wave.ifPresent(name -> words.add("wave=" + name));
        add(words, "state", states);
        add(words, "code", codes);
        add(words, "model", models);
        add(words, "version", versions);
        online.ifPresent(is -> words.add("online=" + is));
        held.ifPresent(is -> words.add("held=" + is));
        new TreeMap<>(labels).forEach((name, value) -> words.add("label=" + name + "=" + value));
        if (!idPrefix.isEmpty()) words.add("id=" + idPrefix);
        return words.toString();
    }

    private static void add(StringJoiner words, String name, Set<?> values) {
        values.stream().map(Object::toString).sorted().forEach(v -> words.add(name + "=" + v));
    }
}
