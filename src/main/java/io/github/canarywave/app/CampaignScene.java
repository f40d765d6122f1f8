package io.github.canarywave.app;

import io.github.canarywave.app.LiveStore.Placed;
import io.github.canarywave.app.RolloutStatus.Event;
import io.github.canarywave.app.RolloutStatus.WaveStatus;
import io.github.canarywave.domain.campaign.CampaignName;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One rollout as watchers see it. Confined to the lock of its room, but for {@link #picture}. */
class CampaignScene implements Scene {
    /** Lines told again to somebody who was away; who missed more has the newest in the history. */
    static final int REPLAYED = 10_000;

    /** Lines looked at for marks of the chart. */
    private static final int MARKED = 500;

    private static final int PAGE = 1_000;

    /** What a chart shows: the rest, as retries, would hide it. */
    private static final Set<String> MARKS =
            Set.of(
                    "wave-opened",
                    "gate-breached",
                    "stratum-held",
                    "paused",
                    "resumed",
                    "halted",
                    "aborted",
                    "done",
                    "approval-asked",
                    "approved",
                    "evidence-accepted",
                    "outage",
                    "outage-over",
                    "revised");

    private final CampaignName name;
    private final Store store;
    private final Inquiry inquiry;
    private final Curves curves;
    private long place;
    private @Nullable RolloutStatus status;
    private @Nullable Telling state;
    private @Nullable Telling history;
    private @Nullable FleetMap map;

    CampaignScene(CampaignName name, Store store, Inquiry inquiry, Curves curves) {
        this.name = name;
        this.store = store;
        this.inquiry = inquiry;
        this.curves = curves;
        this.place =
                store.read(reads -> reads.live().newest(name, 1)).stream()
                        .mapToLong(Placed::place)
                        .findFirst()
                        .orElse(0);
    }

    @Override
    public List<Told> news() {
        List<Told> news = new ArrayList<>();
        // What happened comes before the state that it led to.
        RolloutStatus now = inquiry.rollout(name).orElseThrow().withoutEvents();
        for (Placed line : behind(place, Integer.MAX_VALUE)) {
            news.add(new Told.Happened(line));
            place = line.place();
        }
        if (!news.isEmpty()) forget();
        if (!now.equals(status)) {
            Told.State told = new Told.State(now);
            status = now;
            state = new Telling(told);
            news.add(told);
        }
        return news;
    }

    private List<Placed> behind(long from, int most) {
        List<Placed> all = new ArrayList<>();
        long last = from;
        while (all.size() < most) {
            long behind = last;
            List<Placed> page = store.read(reads -> reads.live().after(name, behind, PAGE));
            all.addAll(page);
            if (page.size() < PAGE) return all;
            last = page.getLast().place();
        }
        return all;
    }

    @Override
    public List<Telling> past(long behind, boolean whole) {
        List<Telling> all = new ArrayList<>();
        if (whole) {
            if (history == null) history = new Telling(history());
            all.add(history);
        }
        if (behind < place)
            for (Placed line : behind(behind, REPLAYED))
                if (line.place() <= place) all.add(new Telling(new Told.Happened(line)));
        if (whole && state != null) all.add(state);
        return all;
    }

    private Told.History history() {
        List<Placed> lines = store.read(reads -> reads.live().newest(name, MARKED));
        List<Placed> known = lines.stream().filter(line -> line.place() <= place).toList();
        if (map == null) map = picture().orElseThrow();
        return new Told.History(
                status == null ? List.of() : status.waves().stream().map(WaveStatus::name).toList(),
                curves.points(name),
                known.reversed().stream()
                        .map(Placed::fact)
                        .filter(fact -> MARKS.contains(fact.what()))
                        .map(fact -> new Event(fact.at(), fact.what(), fact.why()))
                        .toList(),
                known.stream().limit(RolloutStatus.EVENTS).toList(),
                map,
                place);
    }

    @Override
    public void forget() {
        history = null;
    }

    @Override
    public Optional<FleetMap> picture() {
        return store.read(
                reads ->
                        reads.rollout(name)
                                .map(
                                        rollout ->
                                                FleetMap.of(
                                                        reads.live()
                                                                .parts(
                                                                        name,
                                                                        FleetMap.each(
                                                                                rollout.devices()),
                                                                        FleetMap.CELLS),
                                                        rollout.devices())));
    }

    @Override
    public boolean shows(FleetMap picture) {
        if (picture.equals(map)) return false;
        map = picture;
        return true;
    }
}
