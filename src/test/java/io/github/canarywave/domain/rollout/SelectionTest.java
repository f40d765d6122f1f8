package io.github.canarywave.domain.rollout;

import static io.github.canarywave.domain.rollout.Samples.MODEL;
import static io.github.canarywave.domain.rollout.Samples.T0;
import static io.github.canarywave.domain.rollout.Samples.birth;
import static io.github.canarywave.domain.rollout.Samples.id;
import static io.github.canarywave.domain.rollout.Samples.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.Cohort;
import io.github.canarywave.domain.campaign.EarlierOutcome;
import io.github.canarywave.domain.campaign.Exclusion;
import io.github.canarywave.domain.campaign.Expression;
import io.github.canarywave.domain.campaign.Selector;
import io.github.canarywave.domain.campaign.VersionRange;
import io.github.canarywave.domain.campaign.VersionRule;
import io.github.canarywave.domain.fleet.Birth;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.rollout.Selection.Excluded;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

class SelectionTest {
    private static final Map<String, String> NORTH = Map.of("site", "north", "line", "2");
    private static final Map<String, String> NONE = Map.of();
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

    @Test
    void ofAnotherModelThanTheSelectedIsLeftOutWhereLabelsSpeakOfIt() {
        Cohort cohort = cohort(Map.of("site", "north"), Set.of(new Model("plug")), Set.of(), NONE);
        assertThat(select(LAMP, cohort)).isEqualTo(new Excluded("model esp32 is not selected"));
        Device other = born(new Model("relay"), birth(Samples.OLD, 2));
        assertThat(select(other, cohort(Map.of("site", "north"), Set.of(), Set.of(), NONE)))
                .isEqualTo(new Excluded("the release has no artifact for model relay"));
    }

    @Test
    void aVersionOutsideTheRangeIsLeftOutAndOneWithoutAPlaceInItIsCountedApart() {
        Cohort old = versions(within(">=1.0.0 <1.1.0"), VersionRule.ANY);
        assertThat(select(LAMP, old)).isInstanceOf(Selection.Selected.class);
        assertThat(select(running("0.9.0"), old))
                .isEqualTo(new Excluded("runs another version than >=1.0.0 <1.1.0"));
        assertThat(select(running("nightly"), old))
                .isEqualTo(new Excluded("its version has no place in the range >=1.0.0 <1.1.0"));
        assertThat(select(Device.registered(id(1), MODEL, Map.of()), old))
                .isEqualTo(new Excluded("its version is not known"));
        Cohort listed =
                versions(
                        new VersionRule.OneOf(Set.of(new Version("nightly"), new Version("x"))),
                        VersionRule.ANY);
        assertThat(select(running("nightly"), listed)).isInstanceOf(Selection.Selected.class);
        assertThat(select(LAMP, listed))
                .isEqualTo(new Excluded("runs another version than nightly, x"));
    }

    @Test
    void eachPartOfAnExclusionLeavesOutOnItsOwn() {
        Exclusion exclude =
                new Exclusion(
                        new Selector(Map.of("line", "2"), List.of(new Expression.Exists("broken"))),
                        Set.of(new Model("plug")),
                        Set.of(id(7)),
                        within("<0.9.5"));
        Cohort cohort = excluding(exclude);
        assertThat(select(LAMP, cohort)).isInstanceOf(Selection.Selected.class);
        assertThat(select(running("0.9.0"), cohort))
                .isEqualTo(new Excluded("excluded by version <0.9.5"));
        assertThat(select(running("nightly"), cohort))
                .isEqualTo(new Excluded("its version has no place in the excluded range <0.9.5"));
        assertThat(select(Device.registered(id(1), MODEL, Map.of()), cohort))
                .isEqualTo(new Excluded("its version is not known, and some are excluded"));
        assertThat(select(Device.registered(id(7), MODEL, Map.of()), cohort))
                .isEqualTo(new Excluded("excluded by name"));
        Map<String, String> broken = Map.of("line", "2", "broken", "");
        assertThat(select(Device.registered(id(1), MODEL, broken), cohort))
                .isEqualTo(new Excluded("excluded by label"));
        Exclusion model = new Exclusion(Selector.ANY, Set.of(MODEL), Set.of(), VersionRule.ANY);
        assertThat(select(LAMP, excluding(model))).isEqualTo(new Excluded("excluded by model"));
    }

    @Test
    void aDeviceThatWasNotHeardLongEnoughAgoIsLeftOut() {
        Cohort recent =
                new Cohort(
                        Selector.ANY,
                        Set.of(),
                        Set.of(),
                        VersionRule.ANY,
                        Optional.of(Duration.ofDays(30)),
                        Optional.empty(),
                        Exclusion.NOBODY);
        Instant justIn = T0.plus(Duration.ofDays(30));
        assertThat(new Selecting(recent, release(), justIn).of(LAMP, Optional.empty()))
                .isInstanceOf(Selection.Selected.class);
        assertThat(
                        new Selecting(recent, release(), justIn.plusMillis(1))
                                .of(LAMP, Optional.empty()))
                .isEqualTo(new Excluded("not heard within 30d"));
        assertThat(select(Device.registered(id(1), MODEL, Map.of()), recent))
                .isEqualTo(new Excluded("not heard within 30d"));
    }

    @Test
    void onlyThoseAreMeantOnWhomTheEarlierCampaignWentAsSaid() {
        Cohort failed =
                new Cohort(
                        Selector.ANY,
                        Set.of(),
                        Set.of(),
                        VersionRule.ANY,
                        Optional.empty(),
                        Optional.of(
                                new EarlierOutcome(
                                        new CampaignName("before"), Set.of("Lost", "Failed"))),
                        Exclusion.NOBODY);
        Selecting selecting = new Selecting(failed, release(), T0);
        assertThat(selecting.of(LAMP, Optional.of(new State.Lost(T0))))
                .isInstanceOf(Selection.Selected.class);
        assertThat(selecting.of(LAMP, Optional.of(new State.Confirmed(T0))))
                .isEqualTo(new Selection.Outside());
        assertThat(selecting.of(LAMP, Optional.empty())).isEqualTo(new Selection.Outside());
    }

    private static VersionRule within(String range) {
        return new VersionRule.Within(VersionRange.parse(range));
    }

    private static Device running(String version) {
        return born(MODEL, birth(version, 2));
    }

    private static Cohort excluding(Exclusion exclude) {
        return new Cohort(
                Selector.ANY,
                Set.of(),
                Set.of(),
                VersionRule.ANY,
                Optional.empty(),
                Optional.empty(),
                exclude);
    }

    private static Cohort versions(VersionRule wanted, VersionRule excluded) {
        return new Cohort(
                Selector.ANY,
                Set.of(),
                Set.of(),
                wanted,
                Optional.empty(),
                Optional.empty(),
                new Exclusion(Selector.ANY, Set.of(), Set.of(), excluded));
    }

    private static Selection select(Device device, Cohort cohort) {
        return new Selecting(cohort, release(), T0).of(device, Optional.empty());
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
