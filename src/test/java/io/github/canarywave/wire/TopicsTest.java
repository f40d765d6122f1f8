package io.github.canarywave.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.wire.Topics.Address;
import io.github.canarywave.wire.Topics.Kind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {
    private static final DeviceId DEVICE = new DeviceId("th-1.a_B");
    private final Topics topics = new Topics(Topics.DEFAULT_PREFIX);

    @Test
    void topicsAreThoseOfTheProtocolPage() {
        assertThat(topics.command(DEVICE)).isEqualTo("canarywave/v1/th-1.a_B/command");
        assertThat(topics.ack(DEVICE)).isEqualTo("canarywave/v1/th-1.a_B/ack");
        assertThat(topics.report(DEVICE)).isEqualTo("canarywave/v1/th-1.a_B/report");
        assertThat(topics.state(DEVICE)).isEqualTo("canarywave/v1/th-1.a_B/state");
        assertThat(topics.online(DEVICE)).isEqualTo("canarywave/v1/th-1.a_B/online");
        assertThat(topics.serverFilters())
                .containsExactly(
                        "canarywave/v1/+/report",
                        "canarywave/v1/+/state",
                        "canarywave/v1/+/online");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatIsWrittenIsReadBack(Kind kind) {
        assertThat(topics.parse(topics.topic(DEVICE, kind))).contains(new Address(DEVICE, kind));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "canarywave/v1",
                "canarywave/v1/",
                "canarywave/v1//report",
                "canarywave/v1/d1",
                "canarywave/v1/d1/",
                "canarywave/v1/d1/reports",
                "canarywave/v1/d1/REPORT",
                "canarywave/v1/d1/report/",
                "canarywave/v1/d1/x/report",
                "canarywave/v1/d 1/report",
                "canarywave/v1/-d/report",
                "canarywave/v2/d1/report",
                "xcanarywave/v1/d1/report",
                "canarywave/v1/1234567890123456789012345678901234567/report"
            })
    void otherTopicsAreNoneOfOurs(String topic) {
        assertThat(topics.parse(topic)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                "a/+",
                "#",
                "$SYS",
                "a b",
                "é",
                "12345678901234567"
            })
    void prefixesThatCannotBeTopicsAreRefused(String prefix) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Topics(prefix))
                .withMessageContaining("topic prefix must have 1 to 16 characters");
    }
}
