package io.github.canarywave.wire;

import static io.github.canarywave.domain.rollout.Samples.MODEL;
import static io.github.canarywave.domain.rollout.Samples.T0;
import static io.github.canarywave.domain.rollout.Samples.birth;
import static io.github.canarywave.domain.rollout.Samples.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.DeviceQuery;
import io.github.canarywave.domain.fleet.Device;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

class DeviceQueryTextTest {
    private static final CampaignName LAMPS = new CampaignName("lamps");
    private static final Device NORTH =
            Device.registered(
                            id(1),
                            MODEL,
                            Map.of("site", "north", "floor", "3", "state", "new", "note", "a b"))
                    .born(birth("1.0.0", 2), T0)
                    .device();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "site=north",
                "site == north , floor>2",
                "site!=south,floor<4,site,!ring",
                "site in (south,north),ring notin (lab, beta)",
                "note=a b",
                "ring!=lab",
                "model=esp32,version in (1.0.0,1.0.1),online=yes,held=no",
                "label:state=new",
                "label:floor in (3)"
            })
    void findsTheDeviceThatFits(String text) {
        assertThat(DeviceQueryText.parse(text).matches(NORTH)).isTrue();
        assertThat(DeviceQueryText.parse(text).asksForAttempts()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "site=south",
                "site=north,floor>3",
                "site notin (north)",
                "!site",
                "ring",
                "version=1.1.0",
                "version!=1.0.0",
                "online=no",
                "held=yes",
                "label:state=old",
                "label:version"
            })
    void findsNoOther(String text) {
        assertThat(DeviceQueryText.parse(text).matches(NORTH)).isFalse();
    }

    @Test
    void whatIsAskedOfAnAttemptMustHoldOfOneAttempt() {
        DeviceQuery query =
                DeviceQueryText.parse("campaign=lamps,error=dns,state in (Failed,Lost)");
        assertThat(query.asksForAttempts()).isTrue();
        assertThat(query.matches(NORTH)).isTrue();
        assertThat(query.matches(LAMPS, "Failed", "dns")).isTrue();
        assertThat(query.matches(LAMPS, "Failed", "")).isFalse();
        assertThat(query.matches(LAMPS, "Queued", "dns")).isFalse();
        assertThat(query.matches(new CampaignName("plugs"), "Failed", "dns")).isFalse();
        assertThat(query.mayBeIn(LAMPS)).isTrue();
        assertThat(query.mayBeIn(new CampaignName("plugs"))).isFalse();
        assertThat(DeviceQueryText.parse("!error").matches(LAMPS, "Confirmed", "")).isTrue();
        assertThat(DeviceQueryText.parse("state=Lost").mayBeIn(LAMPS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "site=north,",
                "=north",
                "site in ()",
                "site in (a",
                "floor>three",
                "version>1",
                "-x",
                "a b",
                "!",
                "!!a",
                "label:",
                "a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a"
            })
    void whatIsNoSelectorIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> DeviceQueryText.parse(text));
    }
}
