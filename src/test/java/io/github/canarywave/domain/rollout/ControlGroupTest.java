package io.github.canarywave.domain.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.Share;
import io.github.canarywave.domain.rollout.ControlGroup.Presence;

import org.junit.jupiter.api.Test;

class ControlGroupTest {
    private static final Share P0 = Share.percent(2);

    @Test
    void excusesWhoVanishedAsOthersDid() {
        assertThat(excuses(3, 7, 300, 700)).isTrue();
        assertThat(excuses(1, 0, 30, 70)).isTrue();
    }

    @Test
    void aFirmwareThatBricksIsNotExcusedByAnOutageOfAFew() {
        assertThat(excuses(10, 0, 30, 970)).isFalse();
        assertThat(excuses(10, 0, 300, 700)).isFalse();
    }

    @Test
    void fewControlsOrNoneThatVanishedExcuseNobody() {
        assertThat(excuses(3, 7, 6, 13)).isFalse();
        assertThat(excuses(3, 7, 6, 14)).isTrue();
        assertThat(excuses(1, 99, 20, 980)).isFalse();
        assertThat(excuses(1, 99, 21, 979)).isTrue();
        assertThat(excuses(1, 0, 0, 0)).isFalse();
    }

    @Test
    void whoIsCommandedWhileItLastsIsOnlineAndMakesNobodySilentLookGuilty() {
        assertThat(excuses(8, 44, 61, 87)).isTrue();
        assertThat(excuses(1, 999, 500, 500)).isTrue();
    }

    @Test
    void saysItsNumbers() {
        assertThat(group(3, 7, 300, 700).text())
                .isEqualTo(
                        "300 of 1000 devices of site north that were not commanded went silent"
                                + " (30.00%), and 3 of 10 that were");
    }

    private static boolean excuses(long gone, long online, long othersGone, long othersOnline) {
        return group(gone, online, othersGone, othersOnline).excuses(P0);
    }

    private static ControlGroup group(long gone, long online, long othersGone, long othersOnline) {
        return new ControlGroup(
                "site north", new Presence(online, gone), new Presence(othersOnline, othersGone));
    }
}
