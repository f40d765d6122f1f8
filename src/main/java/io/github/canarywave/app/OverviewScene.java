package io.github.canarywave.app;

import io.github.canarywave.app.LiveStore.Placed;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** All campaigns as watchers see them. Confined to the lock of its room. */
final class OverviewScene implements Scene {
    private static final int PAGE = 1_000;

    private final Store store;
    private final Supplier<Overview> overviews;
    private long place;
    private @Nullable Overview overview;
    private @Nullable Telling whole;

    OverviewScene(Store store, Supplier<Overview> overviews) {
        this.store = store;
        this.overviews = overviews;
        this.place = store.read(reads -> reads.live().lastPlace());
    }

    @Override
    public List<Told> news() {
        List<Told> news = new ArrayList<>();
        List<Placed> page;
        do {
            long behind = place;
            page = store.read(reads -> reads.live().after(behind, PAGE));
            for (Placed line : page) {
                news.add(new Told.Happened(line));
                place = line.place();
            }
        } while (page.size() == PAGE);
        Overview now = overviews.get();
        if (!now.equals(overview)) {
            overview = now;
            whole = null;
            news.add(new Told.Whole(now, place));
        }
        return news;
    }

    @Override
    public List<Telling> past(long behind, boolean all) {
        List<Telling> told = new ArrayList<>();
        if (all && overview != null) {
            if (whole == null) whole = new Telling(new Told.Whole(overview, place));
            told.add(whole);
        }
        if (behind < place)
            for (Placed line :
                    store.read(reads -> reads.live().after(behind, CampaignScene.REPLAYED)))
                if (line.place() <= place) told.add(new Telling(new Told.Happened(line)));
        return told;
    }

    @Override
    public void forget() {
        whole = null;
    }

    @Override
    public Optional<FleetMap> picture() {
        return Optional.empty();
    }

    @Override
    public boolean shows(FleetMap picture) {
        return false;
    }
}
