package io.github.canarywave.domain.rollout;

import static io.github.canarywave.domain.rollout.Samples.MODEL;
import static io.github.canarywave.domain.rollout.Samples.T0;
import static io.github.canarywave.domain.rollout.Samples.birth;
import static io.github.canarywave.domain.rollout.Samples.id;
import static io.github.canarywave.domain.rollout.Samples.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.Cohort;
import io.github.canarywave.domain.fleet.Birth;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Set;

class SelectionTest {
    private static final Map<String, String> NORTH = Map.of("site", "north", "line", "2");
    private static final Device LAMP = born(MODEL, birth(Samples.OLD, 2));

    @Test
    void everyDeviceOfAModelOfTheReleaseIsSelected() {
        assertThat(select(LAMP, Cohort.EVERY_DEVICE))
                .isEqualTo(new Selection.Selected("esp32 1.0.0 {line=2, site=north}"));
        assertThat(select(Device.registered(id(1), MODEL, Map.of()), Cohort.EVERY_DEVICE))
                .isEqualTo(new Selection.Selected("esp32 unknown {}"));
    }

    @Test
    void ofAnotherModelIsOutsideUnlessTheCampaignNamesIt() {
        Device other = born(new Model("plug"), birth(Samples.OLD, 2));
        assertThat(select(other, Cohort.EVERY_DEVICE)).isEqualTo(new Selection.Outside());
        var why = new Selection.Excluded("the release has no artifact for model plug");
        assertThat(select(other, cohort(Map.of(), Set.of(new Model("plug")), Set.of(), Map.of())))
                .isEqualTo(why);
        assertThat(select(other, cohort(Map.of(), Set.of(), Set.of(id(1)), Map.of())))
                .isEqualTo(why);
    }

    @Test
    void eachPartOfACohortNarrowsIt() {
        assertThat(select(LAMP, cohort(Map.of("site", "north"), Set.of(), Set.of(), Map.of())))
                .isInstanceOf(Selection.Selected.class);
        assertThat(select(LAMP, cohort(Map.of("site", "south"), Set.of(), Set.of(), Map.of())))
                .isEqualTo(new Selection.Outside());
        assertThat(select(LAMP, cohort(Map.of(), Set.of(new Model("plug")), Set.of(), Map.of())))
                .isEqualTo(new Selection.Outside());
        assertThat(select(LAMP, cohort(Map.of(), Set.of(), Set.of(id(2)), Map.of())))
                .isEqualTo(new Selection.Outside());
    }

    @Test
    void saysWhyADeviceIsLeftOut() {
        assertThat(select(LAMP, cohort(Map.of(), Set.of(), Set.of(), Map.of("line", "2"))))
                .isEqualTo(new Selection.Excluded("excluded by label"));
        assertThat(
                        select(
                                LAMP,
                                cohort(
                                        Map.of(),
                                        Set.of(),
                                        Set.of(),
                                        Map.of("line", "2", "site", "south"))))
                .isInstanceOf(Selection.Selected.class);
        assertThat(select(born(MODEL, birth(Samples.NEW, 3)), Cohort.EVERY_DEVICE))
                .isEqualTo(new Selection.Excluded("runs it already"));
        assertThat(select(born(MODEL, birth(Samples.OLD, 4)), Cohort.EVERY_DEVICE))
                .isEqualTo(new Selection.Excluded("runs a higher security version than 3"));
    }

    private static Selection select(Device device, Cohort cohort) {
        return Selection.of(device, cohort, release());
    }

    private static Cohort cohort(
            Map<String, String> labels,
            Set<Model> models,
            Set<DeviceId> devices,
            Map<String, String> exclude) {
        return new Cohort(labels, models, devices, exclude);
    }

    private static Device born(Model model, Birth birth) {
        return Device.registered(id(1), model, NORTH).born(birth, T0).device();
    }
}
