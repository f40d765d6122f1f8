package io.github.canarywave.faults;

import static org.assertj.core.api.Assertions.assertThat;

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

    @Test
    void seesACommandHeardAfterAHalt() {
        long at = story.notes.getFirst().atMs();
        story.halts.add(new Told.Halt(Story.CAMPAIGN, at - 9_000, at - 8_000, at + 1));
        assertBroken("P5", "halt acknowledged");
    }

    @Test
    void seesADownloadThatBeginsAfterAHalt() {
        Note bytes = story.notes.stream().filter(note("bytes", 20)).findFirst().orElseThrow();
        long ms = bytes.atMs();
        story.halts.add(new Told.Halt(Story.CAMPAIGN, ms - 9_000, ms - 3_001, ms + 1));
        assertBroken("P5", "first of a download");
    }

    @Test
    void seesACommandStoredAfterAHalt() {
        story.halts.add(new Told.Halt(Story.CAMPAIGN, 1, 1, 1));
        Books.Fact last = story.facts.getLast();
        story.facts.add(fact(last.place() + 1, "", "halted"));
        story.facts.add(fact(last.place() + 2, Story.device(20), "Commanded"));
        assertBroken("P5", "commanded");
    }

    private Books.Fact fact(long place, String device, String what) {
        return new Books.Fact(place, story.now(), Story.CAMPAIGN, device, 1, what, "");
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
