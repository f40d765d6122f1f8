package io.github.canarywave.domain.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.Expression.DoesNotExist;
import io.github.canarywave.domain.campaign.Expression.Exists;
import io.github.canarywave.domain.campaign.Expression.Gt;
import io.github.canarywave.domain.campaign.Expression.In;
import io.github.canarywave.domain.campaign.Expression.Lt;
import io.github.canarywave.domain.campaign.Expression.NotIn;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Set;

class SelectorTest {
    private static final Map<String, String> NORTH =
            Map.of("site", "north", "floor", "3", "deep", "-40", "odd", "3.5");

    @Test
    void operatorsAreThoseOfKubernetes() {
        assertThat(new In("site", Set.of("north", "south")).holds(NORTH)).isTrue();
        assertThat(new In("site", Set.of("south")).holds(NORTH)).isFalse();
        assertThat(new In("ring", Set.of("lab")).holds(NORTH)).isFalse();
        assertThat(new NotIn("site", Set.of("north")).holds(NORTH)).isFalse();
        assertThat(new NotIn("site", Set.of("south")).holds(NORTH)).isTrue();
        assertThat(new NotIn("ring", Set.of("lab")).holds(NORTH)).isTrue();
        assertThat(new Exists("site").holds(NORTH)).isTrue();
        assertThat(new Exists("ring").holds(NORTH)).isFalse();
        assertThat(new DoesNotExist("site").holds(NORTH)).isFalse();
        assertThat(new DoesNotExist("ring").holds(NORTH)).isTrue();
    }

    @Test
    void numbersAreComparedAsNumbersAndNothingElseIs() {
        assertThat(new Gt("floor", 2).holds(NORTH)).isTrue();
        assertThat(new Gt("floor", 3).holds(NORTH)).isFalse();
        assertThat(new Lt("floor", 10).holds(NORTH)).isTrue();
        assertThat(new Lt("floor", 3).holds(NORTH)).isFalse();
        assertThat(new Lt("deep", -39).holds(NORTH)).isTrue();
        for (String label : List.of("odd", "site", "ring")) {
            assertThat(new Gt(label, -100).holds(NORTH)).as(label).isFalse();
            assertThat(new Lt(label, 100).holds(NORTH)).as(label).isFalse();
        }
        assertThat(new Gt("n", 0).holds(Map.of("n", "9".repeat(19)))).isFalse();
    }

    @Test
    void allPartsOfASelectorMustHold() {
        Selector selector =
                new Selector(
                        Map.of("site", "north"), List.of(new Exists("floor"), new Gt("floor", 2)));
        assertThat(selector.matches(NORTH)).isTrue();
        assertThat(selector.matches(Map.of("site", "north"))).isFalse();
        assertThat(selector.matches(Map.of("site", "south", "floor", "3"))).isFalse();
        assertThat(Selector.ANY.matches(Map.of())).isTrue();
        assertThat(Selector.ANY.isEmpty()).isTrue();
        assertThat(selector.isEmpty()).isFalse();
    }
}
