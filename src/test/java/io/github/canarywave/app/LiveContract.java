package io.github.canarywave.app;

import static io.github.canarywave.app.StoreFixtures.at;
import static io.github.canarywave.app.StoreFixtures.id;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.app.FleetMap.Part;
import io.github.canarywave.app.LiveStore.Placed;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.State;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What every store promises those who watch. */
public abstract class LiveContract extends StoreHarness {
    private <T> T kept(Function<LiveStore.Reads, T> question) throws Exception {
        T answer = store.read(reads -> question.apply(reads.live()));
        assertThat(store.<T>write(tx -> question.apply(tx.live()))).isEqualTo(answer);
        store = restarted(store);
        assertThat(store.<T>read(reads -> question.apply(reads.live()))).isEqualTo(answer);
        return answer;
    }

    @Test
    public void placesOfFactsAboutRolloutsRiseAndEachIsFoundBehindTheOneBefore() throws Exception {
        assertThat(this.<Long>kept(LiveStore.Reads::lastPlace)).isZero();
        Fact halted = Fact.of(at(1), METERS, "halted", "3 of 10");
        Fact other = Fact.of(at(2), PLUGS, "done", "");
        Fact device = new Fact(at(3), Optional.of(METERS), Optional.of(id(1)), 1, "Lost", "");
        Fact nobody = new Fact(at(4), Optional.empty(), Optional.empty(), 0, "clock-jump", "");
        Fact resumed = Fact.of(at(5), METERS, "resumed", "");
        write(tx -> List.of(halted, other, device, nobody, resumed).forEach(tx::add));
        List<Placed> all = kept(live -> live.after(0, 9));
        assertThat(all).extracting(Placed::fact).containsExactly(halted, other, resumed);
        assertThat(all).extracting(Placed::place).isSorted().doesNotHaveDuplicates();
        long first = all.getFirst().place();
        assertThat(this.<List<Placed>>kept(live -> live.after(first, 1)))
                .containsExactly(all.get(1));
        assertThat(this.<List<Placed>>kept(live -> live.after(METERS, first, 9)))
                .containsExactly(all.get(2));
        assertThat(this.<List<Placed>>kept(live -> live.newest(METERS, 9)))
                .containsExactly(all.get(2), all.getFirst());
        assertThat(this.<List<Placed>>kept(live -> live.newest(METERS, 1)))
                .containsExactly(all.get(2));
        assertThat(this.<Long>kept(LiveStore.Reads::lastPlace)).isEqualTo(all.getLast().place());
        assertThat(this.<Optional<Fact>>kept(live -> live.last(METERS, "halted"))).contains(halted);
        assertThat(this.<Optional<Fact>>kept(live -> live.last(METERS, "Lost"))).isEmpty();
    }

    @Test
    public void keepsTheCurveOfEachRolloutByWaveAndTime() throws Exception {
        Curve.Point late = point(0, at(9), 5);
        Curve.Point early = point(0, at(1), 7);
        Curve.Point next = point(1, at(2), 9);
        write(tx -> List.of(late, next, early).forEach(p -> tx.live().add(METERS, p)));
        write(tx -> tx.live().add(PLUGS, point(0, at(4), 1)));
        assertThat(this.<List<Curve.Point>>kept(live -> live.curve(METERS)))
                .containsExactly(early, late, next);
        write(tx -> tx.live().remove(METERS, 0, List.of(early.at(), next.at())));
        assertThat(this.<List<Curve.Point>>kept(live -> live.curve(METERS)))
                .containsExactly(late, next);
        assertThat(this.<List<Curve.Point>>kept(live -> live.curve(PLUGS))).hasSize(1);
    }

    private static Curve.Point point(int wave, Instant at, long waiting) {
        return new Curve.Point(wave, at, Duration.ofSeconds(5), waiting, 1, 2, 3, 4);
    }

    @Test
    public void tellsHowEachPartOfACohortFares() throws Exception {
        freeze(METERS, 9);
        freeze(PLUGS, 0);
        move(0, new State.Confirmed(at(1)));
        move(1, new State.Failed(at(1), Code.FLASH_WRITE));
        move(2, new State.Commanded(at(1)));
        move(3, new State.Commanded(at(1)));
        move(4, new State.Current(at(1)));
        retry(6, new State.Failed(at(1), Code.TLS));
        assertThat(this.<List<Part>>kept(live -> live.parts(METERS, 2, 6)))
                .containsExactly(
                        new Part(1, false, true),
                        new Part(0, true, false),
                        new Part(0, false, true),
                        new Part(0, false, false),
                        new Part(0, false, false),
                        new Part(0, false, false));
        assertThat(this.<List<Part>>kept(live -> live.parts(PLUGS, 2, 1)))
                .containsExactly(new Part(0, false, false));
    }

    @Test
    public void knowsWhichRolloutsHaveEnded() throws Exception {
        freeze(METERS, 1);
        freeze(PLUGS, 0);
        assertThat(this.<Long>kept(LiveStore.Reads::countOver)).isZero();
        for (CampaignName name : List.of(METERS, PLUGS))
            write(
                    tx ->
                            tx.save(
                                    tx.rollout(name)
                                            .orElseThrow()
                                            .in(new RolloutState.Done("all"), "all")));
        assertThat(this.<Long>kept(LiveStore.Reads::countOver)).isEqualTo(2);
        assertThat(
                        this.<List<CampaignName>>kept(
                                live -> live.over(9).stream().map(Rollout::name).toList()))
                .containsExactly(PLUGS, METERS);
        assertThat(this.<List<Rollout>>kept(live -> live.over(1))).hasSize(1);
    }
}
