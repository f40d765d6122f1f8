package io.github.canarywave.app;

import io.github.canarywave.app.LiveStore.Placed;
import io.github.canarywave.app.MemoryTables.CurveKey;
import io.github.canarywave.app.MemoryTables.FactKey;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.States;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What those who watch ask for, from maps. Confined to one transaction. */
record MemoryLive(MemoryTables tables, UndoLog undo) implements LiveStore.Tx {
    private Stream<Placed> facts() {
        return tables.facts.entrySet().stream()
                .filter(entry -> entry.getKey().about().startsWith(FactKey.ROLLOUT))
                .map(entry -> new Placed(entry.getKey().number(), entry.getValue()))
                .sorted(Comparator.comparingLong(Placed::place));
    }

    @Override
    public List<Placed> newest(CampaignName rollout, int limit) {
        List<Placed> all = facts().filter(line -> line.rollout().equals(rollout)).toList();
        return all.reversed().stream().limit(limit).toList();
    }

    @Override
    public List<Placed> after(CampaignName rollout, long place, int limit) {
        return facts().filter(line -> line.rollout().equals(rollout))
                .filter(line -> line.place() > place)
                .limit(limit)
                .toList();
    }

    @Override
    public List<Placed> after(long place, int limit) {
        return facts().filter(line -> line.place() > place).limit(limit).toList();
    }

    @Override
    public long lastPlace() {
        return facts().mapToLong(Placed::place).max().orElse(0);
    }

    @Override
    public Optional<Fact> last(CampaignName rollout, String what) {
        return newest(rollout, Integer.MAX_VALUE).stream()
                .map(Placed::fact)
                .filter(fact -> fact.what().equals(what))
                .findFirst();
    }

    @Override
    public List<Curve.Point> curve(CampaignName rollout) {
        return tables.curve.entrySet().stream()
                .filter(entry -> entry.getKey().rollout().equals(rollout))
                .map(Map.Entry::getValue)
                .toList();
    }

    @Override
    public void add(CampaignName rollout, Curve.Point point) {
        undo.put(tables.curve, new CurveKey(rollout, point.wave(), point.at()), point);
    }

    @Override
    public void remove(CampaignName rollout, int wave, List<Instant> points) {
        for (Instant at : points) undo.remove(tables.curve, new CurveKey(rollout, wave, at));
    }

    @Override
    public List<FleetMap.Part> parts(CampaignName rollout, int each, int parts) {
        List<FleetMap.Part> all = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            int from = i * each;
            List<String> states =
                    tables.counting.entrySet().stream()
                            .filter(entry -> entry.getKey().rollout().equals(rollout))
                            .map(entry -> stored(entry.getValue()))
                            .filter(a -> a.position() >= from && a.position() < from + each)
                            .map(attempt -> attempt.state().word())
                            .toList();
            all.add(
                    new FleetMap.Part(
                            states.stream().filter(States.FAILED::contains).count(),
                            states.stream().anyMatch(States.ACTIVE::contains),
                            states.contains("Confirmed") || states.contains("Current")));
        }
        return all;
    }

    private Attempt stored(MemoryTables.AttemptId id) {
        return Objects.requireNonNull(tables.attempts.get(id));
    }

    @Override
    public List<Rollout> over(int limit) {
        return ended().limit(limit).toList();
    }

    @Override
    public long countOver() {
        return ended().count();
    }

    private Stream<Rollout> ended() {
        Predicate<Rollout> over = rollout -> rollout.state().over();
        return tables.rollouts.sequencedValues().reversed().stream().filter(over);
    }
}
