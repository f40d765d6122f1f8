package io.github.canarywave.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.github.canarywave.faults.Ledger.Note;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The oracle is fed a good history, then one with each damage there is, and must see it. */
class OracleTest {
    private final Story story = new Story(20);

    private void assertBroken(String promise, String words) {
        assertThat(story.judged())
                .as("violations found")
                .anySatisfy(
                        violation -> {
                            assertThat(violation.promise()).isEqualTo(promise);
                            assertThat(violation.toString()).contains(words);
                        })
                .allSatisfy(v -> assertThat(v.toString()).contains(words));
    }

    private static Predicate<Note> note(String event, int device) {
        return n -> n.is(event) && n.device().equals(Story.device(device));
    }

    private void replaceNote(String event, int device, String text) {
        story.notes.replaceAll(
                n ->
                        note(event, device).test(n)
                                ? new Note(n.atMs(), n.device(), event, n.command(), text)
                                : n);
    }

    private Books.Attempt attempt(int at) {
        return story.attempts.get(at);
    }

    private void end(int at, String state, boolean burned) {
        Books.Attempt a = attempt(at);
        story.attempts.set(
                at,
                new Books.Attempt(
                        a.rollout(),
                        a.device(),
                        1,
                        true,
                        a.position(),
                        0,
                        state,
                        "",
                        burned,
                        a.startOrder()));
        story.told.put(a.device(), new Told.Device("", Map.of(a.rollout(), state)));
    }

    @Test
    void findsNothingWrongInAGoodHistory() {
        assertThat(story.judged()).isEmpty();
    }

    @Test
    void seesAnAcknowledgedReportThatIsNotStored() {
        story.reports.removeIf(r -> r.device().equals(Story.device(3)) && r.seq() == 2);
        assertBroken("P1", "not stored");
    }

    @Test
    void seesAnAcknowledgedReportStoredWithOtherBytes() {
        Books.Report first = story.reports.getFirst();
        story.reports.set(
                0,
                new Books.Report(
                        first.device(), first.session(), first.seq(), Story.sha("other").hex()));
        assertBroken("P1", "not stored");
    }

    @Test
    void seesAnAcknowledgedReportThatLeftNoFact() {
        String device = Story.device(5);
        story.facts.removeIf(f -> f.device().equals(device) && f.what().equals("Confirmed"));
        assertBroken("P1", "left only");
    }

    @Test
    void excusesAnAcceptedThatCameAfterItsAttemptWasTakenBackAndNoLaterReport() {
        String device = Story.device(5);
        story.facts.removeIf(f -> f.device().equals(device));
        story.facts.add(fact(story.facts.size() + 1, device, "Withdrawn"));
        assertThat(story.judged())
                .filteredOn(v -> v.promise().equals("P1"))
                .extracting(Violation::toString)
                .noneMatch(words -> words.contains(" accepted"))
                .anyMatch(words -> words.contains(" installing"))
                .anyMatch(words -> words.contains(" confirmed"));
    }

    @Test
    void seesAnAcknowledgementOfWhatWasNeverSaid() {
        story.note(Story.device(1), "ack", Story.command(1), "s/9");
        assertBroken("P1", "never said");
    }

    @Test
    void seesARepeatWithOtherBytes() {
        String other = "update counter 2 sha256 " + Story.sha("other").hex();
        story.note(Story.device(2), "command", Story.command(2), other);
        assertBroken("P2", "stored with sha256");
    }

    @Test
    void seesACommandThatWasNeverStored() {
        story.note(Story.device(2), "command", "C99", "update counter 2 sha256 00");
        assertBroken("P2", "not stored");
    }

    @Test
    void seesTwoCommandsForOneAttempt() {
        Books.Command first = story.commands.getFirst();
        story.commands.add(
                new Books.Command(99, "C99", false, first.rollout(), first.device(), 1, "00"));
        assertBroken("P2", "C1 and C99");
    }

    @Test
    void seesACommandThatIsInstalledTwice() {
        story.note(Story.device(4), "installed", Story.command(4), Story.VERSION);
        assertBroken("P2", "installed before");
    }

    @Test
    void seesAnotherCanary() {
        story.wavesNow.put(Story.device(7), "all");
        assertBroken("P3", "wave all");
    }

    @Test
    void seesACampaignThatStoppedByItself() {
        Books.Rollout r = story.rollouts.getFirst();
        story.rollouts.set(
                0, new Books.Rollout(r.name(), "Paused", r.version(), 20, "", r.image()));
        assertBroken("P3", "it is Paused");
    }

    @Test
    void seesMoreDevicesInFlightThanTheWindowAllows() {
        List<Books.Fact> last = List.copyOf(story.facts);
        story.facts.clear();
        last.stream().filter(f -> f.what().equals("Commanded")).forEach(story.facts::add);
        last.stream().filter(f -> !f.what().equals("Commanded")).forEach(story.facts::add);
        assertBroken("P4", "at most");
    }

    /** A halt took back the second attempt of this device, commanded before by the given id. */
    private long haltOf(String device, String command, long handedOver) {
        story.commands.add(new Books.Command(99, command, false, Story.CAMPAIGN, device, 2, "00"));
        return story.halt(device, handedOver);
    }

    private void noteAt(long ms, String device, String event, String command, String text) {
        story.notes.add(new Note(ms, device, event, command, text));
    }

    private void requestAt(long ms, String device, int status) {
        story.requests.add(new Access.Request(ms, device, Story.CAMPAIGN, 2, status, "whole"));
    }

    private List<Violation> brokenP5() {
        return story.judged().stream().filter(v -> v.promise().equals("P5")).toList();
    }

    @Test
    void excusesACommandThatTheHaltTookBackAndARequestThatWasRefused() {
        String device = Story.device(20);
        long ms = haltOf(device, "C99", 0);
        noteAt(ms + 1, device, "command", "C99", "update counter 2 sha256 00");
        requestAt(ms + 1, device, 410);
        assertThat(brokenP5()).isEmpty();
        assertThat(story.judged()).extracting(Violation::promise).doesNotContain("P8");
    }

    @Test
    void seesACommandHeardAfterAHaltThatDidNotListIt() {
        long ms = haltOf(Story.device(20), "C99", 0);
        story.commands.add(
                new Books.Command(98, "C98", false, Story.CAMPAIGN, Story.device(3), 2, "00"));
        noteAt(ms + 1, Story.device(3), "command", "C98", "update counter 2 sha256 00");
        assertThat(brokenP5())
                .singleElement()
                .extracting(Violation::toString, STRING)
                .contains("not listed by the halt");
    }

    @Test
    void seesCommandsHandedOverAfterAHalt() {
        haltOf(Story.device(20), "C99", 1);
        assertThat(brokenP5())
                .singleElement()
                .extracting(Violation::toString, STRING)
                .contains("1 commands handed over");
    }

    @Test
    void seesADownloadThatAWithdrawnAttemptBeginsAMillisecondAfterAHalt() {
        requestAt(haltOf(Story.device(20), "C99", 0) + 1, Story.device(20), 206);
        assertThat(brokenP5())
                .singleElement()
                .extracting(Violation::toString, STRING)
                .contains("answered with 206");
    }

    @Test
    void seesBytesOfADownloadThatNobodyAskedForBeforeAHalt() {
        long ms = haltOf(Story.device(20), "C99", 0);
        noteAt(ms + 1, Story.device(20), "bytes", "C99", "first of a download");
        assertThat(brokenP5())
                .singleElement()
                .extracting(Violation::toString, STRING)
                .contains("no request before");
        requestAt(ms, Story.device(20), 200);
        assertThat(brokenP5()).isEmpty();
    }

    @Test
    void seesACommandStoredAfterAHalt() {
        haltOf(Story.device(20), "C99", 0);
        int resumed = story.facts.size() - 1;
        long at = story.facts.get(resumed).atMs();
        story.facts.add(
                resumed,
                new Books.Fact(resumed, at, Story.CAMPAIGN, Story.device(20), 3, "Commanded", ""));
        assertThat(brokenP5()).anyMatch(v -> v.toString().contains("commanded"));
    }

    private Books.Fact fact(long place, String device, String what) {
        return new Books.Fact(place, story.now(), Story.CAMPAIGN, device, 1, what, "");
    }

    @Test
    void seesAGateThatHaltsWhereAPersonHaltedAtAnotherTime() {
        String device = Story.device(20);
        story.halt(device, 0);
        story.facts.add(fact(story.facts.size() + 1, "", "halted"));
        assertThat(story.judged()).anyMatch(v -> v.promise().equals("P8"));
    }

    @Test
    void seesAHaltThatNobodyAskedFor() {
        story.facts.add(fact(story.facts.size() + 1, "", "halted"));
        assertBroken("P8", "no person did it");
    }

    @Test
    void seesABurnedAttempt() {
        end(3, "Confirmed", true);
        assertBroken("P8", "burned");
    }

    @Test
    void seesADeviceCountedAgainstTheFirmware() {
        story.verdicts.set(2, new Books.Verdict(Story.CAMPAIGN, Story.device(3), "BAD"));
        assertBroken("P8", "counted as bad");
    }

    @Test
    void seesADeviceThatIsNotConfirmedInTheEnd() {
        end(3, "Failed", false);
        assertBroken("P9", "Failed");
    }

    @Test
    void seesADeviceCalledConfirmedThatNeverWas() {
        story.notes.removeIf(note("confirmed", 6));
        assertBroken("P9", "never confirmed");
    }

    @Test
    void seesAnApiThatSaysOtherThanTheStore() {
        story.told.put(Story.device(8), new Told.Device("", Map.of(Story.CAMPAIGN, "Probation")));
        assertBroken("P9", "API");
    }

    @Test
    void seesADeviceThatRunsOtherBytes() {
        replaceNote("birth", 9, Story.VERSION + ' ' + Story.sha("other").base64Url());
        assertThat(story.judged()).extracting(Violation::promise).contains("P10");
    }

    @Test
    void seesADownloadOfOtherBytes() {
        story.note(Story.device(9), "failed", Story.command(9), "digest-mismatch");
        assertBroken("P10", "digest-mismatch");
    }
}
