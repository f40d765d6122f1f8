package io.github.canarywave.domain.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.CampaignName;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class DeviceTest {
    private static final Instant T0 = Instant.parse("2026-11-20T10:00:00Z");
    private static final Model MODEL = new Model("esp32");
    private static final Device NEW =
            Device.registered(new DeviceId("lamp-1"), MODEL, Map.of("site", "north"));
    private static final Device KNOWN = NEW.born(birth("s5", 3, 20), T0).device();

    @Test
    void theFirstBirthIsPresentTruth() {
        assertThat(NEW.born(birth("s1", 1, 1), T0))
                .isInstanceOfSatisfying(
                        BirthReading.Present.class,
                        present -> {
                            assertThat(present.rebooted()).isTrue();
                            assertThat(present.mayEnd()).isTrue();
                            assertThat(present.device().online()).isTrue();
                            assertThat(present.device().heard()).isEqualTo(T0);
                        });
    }

    @Test
    void aLaterConnectionOfTheSameSessionIsPresentAndNoReboot() {
        BirthReading.Present present =
                (BirthReading.Present) KNOWN.born(birth("s5", 4, 20), T0.plusSeconds(5));
        assertThat(present.rebooted()).isFalse();
        assertThat(present.mayEnd()).isTrue();
        assertThat(present.device().heard()).isEqualTo(T0.plusSeconds(5));
        assertThat(KNOWN.born(birth("s5", 3, 20), T0))
                .as("said twice")
                .isInstanceOf(BirthReading.Present.class);
    }

    @Test
    void aNewSessionIsAReboot() {
        BirthReading.Present present = (BirthReading.Present) KNOWN.born(birth("s6", 1, 21), T0);
        assertThat(present.rebooted()).isTrue();
        assertThat(present.mayEnd()).isTrue();
        assertThat(present.device().left()).containsExactly(session("s5"));
    }

    @Test
    void aBirthOfAnEarlierConnectionIsLateAndChangesNothingButTheCount() {
        BirthReading late = KNOWN.born(birth("s5", 2, 20), T0.plusSeconds(9));
        assertThat(late).isEqualTo(new BirthReading.Late(KNOWN.ignoring()));
    }

    @Test
    void aBirthOfAnyOfTheLastEightSessionsIsLate() {
        Device device = KNOWN;
        for (int i = 6; i < 20; i++) device = device.born(birth("s" + i, 1, 20 + i), T0).device();
        assertThat(device.left()).hasSize(Device.SESSIONS_KEPT).contains(session("s11"));
        for (int i = 11; i < 19; i++)
            assertThat(device.born(birth("s" + i, 9, 20 + i), T0))
                    .as("session s%s", i)
                    .isEqualTo(new BirthReading.Late(device.ignoring()));
        assertThat(device.born(birth("s10", 9, 30), T0))
                .as("forgotten, and known by its fewer boots")
                .isInstanceOfSatisfying(
                        BirthReading.Present.class, p -> assertThat(p.mayEnd()).isFalse());
    }

    @Test
    void anErasedDeviceIsBelievedButEndsNoAttempt() {
        BirthReading.Present erased = (BirthReading.Present) KNOWN.born(birth("sA", 1, 1), T0);
        assertThat(erased.mayEnd()).isFalse();
        assertThat(erased.rebooted()).isTrue();
        assertThat(erased.device().birth()).contains(birth("sA", 1, 1));
    }

    @Test
    void aCounterOutsideTheWiresRangeIsRejectedAndChangesNothingButTheCount() {
        for (long counter : new long[] {-1, Device.COUNTER_MAX + 1, Long.MAX_VALUE}) {
            BirthReading.Rejected rejected =
                    (BirthReading.Rejected)
                            KNOWN.born(birth("s6", 1, 21, counter), T0.plusSeconds(9));
            assertThat(rejected.device()).isEqualTo(KNOWN.ignoring());
            assertThat(rejected.why())
                    .isEqualTo("counter " + counter + " is outside 0 to 2147483647");
        }
    }

    @Test
    void theNextCommandIsNumberedAboveAllThatWasGivenOrHeard() {
        assertThat(NEW.nextCounter()).isEqualTo(1);
        assertThat(NEW.born(birth("s1", 1, 1, 41), T0).device().nextCounter()).isEqualTo(42);
        Device commanded = KNOWN.commandedBy(new CampaignName("lamps"), 100);
        assertThat(commanded.born(birth("s6", 1, 21, 7), T0).device().nextCounter()).isEqualTo(101);
    }

    @Test
    void onlyTheWordOfTheCurrentConnectionMarksADeviceOnlineOrOffline() {
        assertThat(KNOWN.told(notice(false, "s5", 3), T0).online()).isFalse();
        assertThat(KNOWN.offline().told(notice(true, "s5", 3), T0.plusSeconds(1)))
                .isEqualTo(KNOWN.heardAt(T0.plusSeconds(1)));
        for (OnlineNotice other :
                List.of(
                        notice(false, "s5", 2),
                        notice(false, "s5", 4),
                        notice(false, "s4", 3),
                        notice(true, "s9", 1)))
            assertThat(KNOWN.told(other, T0)).as("%s", other).isEqualTo(KNOWN.ignoring());
        assertThat(NEW.told(notice(true, "s5", 3), T0)).isEqualTo(NEW.ignoring());
    }

    @Test
    void anyMessageMarksADeviceOnline() {
        Device heard = KNOWN.offline().heardAt(T0.plusSeconds(3));
        assertThat(heard.online()).isTrue();
        assertThat(heard.heard()).isEqualTo(T0.plusSeconds(3));
    }

    @Test
    void aBirthLeavesRegistrationAndRolloutAlone() {
        Device busy = KNOWN.takenBy(new CampaignName("lamps"));
        Device after = busy.born(birth("s6", 1, 21), T0).device();
        assertThat(after.model()).isEqualTo(MODEL);
        assertThat(after.labels()).isEqualTo(NEW.labels());
        assertThat(after.busy()).contains(new CampaignName("lamps"));
        assertThat(after.released().busy()).isEmpty();
        assertThat(busy.withdrawnBy(8).busy()).isEmpty();
        assertThat(busy.withdrawnBy(8).counter()).isEqualTo(8);
    }

    @Test
    void aBirthLeftBehindTellsWhatItRunsAndNotThatItIsThere() {
        BirthReading.Present present =
                (BirthReading.Present) KNOWN.leftBehind(birth("s6", 1, 21, 7));
        assertThat(present.rebooted()).isTrue();
        assertThat(present.device().online()).isFalse();
        assertThat(present.device().heard()).isEqualTo(T0);
        assertThat(present.device().birth()).contains(birth("s6", 1, 21, 7));
        assertThat(present.device().nextCounter()).isEqualTo(8);
        assertThat(KNOWN.leftBehind(birth("s5", 3, 20))).isEqualTo(new BirthReading.Known(KNOWN));
        assertThat(KNOWN.leftBehind(birth("s5", 2, 20)))
                .isEqualTo(new BirthReading.Late(KNOWN.ignoring()));
        assertThat(NEW.leftBehind(birth("s1", 1, 1)).device().heard()).isEqualTo(NEW.heard());
    }

    private static OnlineNotice notice(boolean online, String session, int connect) {
        return new OnlineNotice(online, session(session), connect);
    }

    private static SessionId session(String value) {
        return new SessionId(value);
    }

    private static Birth birth(String session, int connect, long boot) {
        return birth(session, connect, boot, 0);
    }

    private static Birth birth(String session, int connect, long boot, long counter) {
        return new Birth(
                MODEL,
                new Running(new Version("1.0.0"), Optional.empty(), 0),
                Optional.empty(),
                boot,
                "power-on",
                session(session),
                connect,
                1,
                counter,
                Optional.empty(),
                List.of(),
                List.of(),
                Map.of());
    }
}
