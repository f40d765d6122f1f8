package io.github.canarywave.adapter.cli;

import static io.github.canarywave.domain.rollout.Samples.at;
import static io.github.canarywave.domain.rollout.Samples.campaign;
import static io.github.canarywave.domain.rollout.Samples.candidate;
import static io.github.canarywave.domain.rollout.Samples.counts;
import static io.github.canarywave.domain.rollout.Samples.running;
import static io.github.canarywave.domain.rollout.Samples.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.github.canarywave.domain.rollout.Condition;
import io.github.canarywave.domain.rollout.HearingTime;
import io.github.canarywave.domain.rollout.Prospect;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** Whatever a device or wave may wait for is explained. */
class ConditionBookTest {
    @Test
    void explainsEachConditionAndEachGate() throws Exception {
        Set<String> waitedFor = new TreeSet<>(gates());
        Prospect.of(
                        candidate(0, 0),
                        view(running(campaign(), 10, 0), counts()),
                        HearingTime.first(at(0)))
                .conditions()
                .stream()
                .map(Condition::name)
                .forEach(waitedFor::add);
        assertThat(waitedFor).hasSizeGreaterThan(14);
        for (String name : waitedFor)
            assertThat(ConditionBook.explain(name))
                    .as("%s: add it to ConditionBook", name)
                    .isPresent();
        // Words of Reasons and the last resort of Prospect.
        waitedFor.add("eligible");
        waitedFor.add("between-command-and-outcome");
        waitedFor.add("rollout-does-nothing-else");
        assertThat(ConditionBook.names()).containsExactlyInAnyOrderElementsOf(waitedFor);
    }

    /** A test holds the schema against the parser. */
    private static Set<String> gates() throws IOException {
        JsonNode schema = new ObjectMapper().readTree(SCHEMA.toFile());
        Set<String> metrics = new TreeSet<>();
        schema.at("/$defs/gate/properties/metric/enum").forEach(m -> metrics.add(m.textValue()));
        assertThat(metrics).contains("failureRate");
        return metrics;
    }

    private static final Path SCHEMA = Path.of("docs/schema/campaign.v1.json");
}
