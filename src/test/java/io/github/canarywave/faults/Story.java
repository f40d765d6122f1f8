package io.github.canarywave.faults;

import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.faults.Ledger.Note;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A campaign as it goes when nothing is wrong, in all three accounts; a test damages one of them.
 * Devices update one after the other. Confined to one thread.
 */
final class Story {
    static final String CAMPAIGN = "faults-1";
    static final String VERSION = "1.0.1";
    private static final Sha256 IMAGE = sha("image");

    final List<Note> notes = new ArrayList<>();
    final List<Books.Command> commands = new ArrayList<>();
    final List<Books.Report> reports = new ArrayList<>();
    final List<Books.Fact> facts = new ArrayList<>();
    final List<Books.Attempt> attempts = new ArrayList<>();
    final List<Books.Rollout> rollouts = new ArrayList<>();
    final List<Books.Verdict> verdicts = new ArrayList<>();
    final List<Books.Device> devices = new ArrayList<>();
    final Map<String, Told.Device> told = new HashMap<>();
    final Map<String, String> waves = new HashMap<>();
    final Map<String, String> wavesNow = new HashMap<>();
    final List<Told.Halt> halts = new ArrayList<>();
    final List<Access.Request> requests = new ArrayList<>();
    private long clockMs = 1_795_000_000_000L;

    Story(int fleet) {
        rollouts.add(new Books.Rollout(CAMPAIGN, "Done", VERSION, fleet, "", IMAGE.hex()));
        for (int i = 1; i <= fleet; i++) update(i);
    }

    static Sha256 sha(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }

    List<Violation> judged() {
        Told.Campaign campaign =
                new Told.Campaign(
                        CAMPAIGN, VERSION, rollouts.getFirst().state(), sums(), waves, wavesNow);
        return Oracle.judge(
                new Ledger(notes),
                new Books(commands, reports, facts, attempts, rollouts, verdicts, devices),
                new Told(told, List.of(campaign), halts),
                new Access(requests));
    }

    private Map<String, Integer> sums() {
        Map<String, Integer> sums = new HashMap<>();
        told.values().forEach(d -> sums.merge(d.states().get(CAMPAIGN), 1, Integer::sum));
        return sums;
    }

    long now() {
        return clockMs++;
    }

    private void update(int number) {
        String device = device(number);
        String id = command(number);
        commands.add(new Books.Command(number, id, false, CAMPAIGN, device, 1, sha(id).hex()));
        fact(device, "Commanded");
        note(device, "command", id, "update counter 1 sha256 " + sha(id));
        note(device, "accepted", id, VERSION);
        reported(device, id, 1, "accepted", "Accepted");
        requests.add(new Access.Request(now(), device, CAMPAIGN, 1, 200, "whole"));
        note(device, "bytes", id, "first of a download");
        reported(device, id, 2, "installing", "Installing");
        note(device, "installed", id, VERSION);
        note(device, "birth", id, VERSION + ' ' + IMAGE.base64Url());
        fact(device, "Probation");
        note(device, "confirmed", id, VERSION);
        reported(device, id, 3, "confirmed", "Confirmed");
        attempts.add(
                new Books.Attempt(
                        CAMPAIGN, device, 1, true, number, 0, "Confirmed", "", false, number));
        verdicts.add(new Books.Verdict(CAMPAIGN, device, "GOOD"));
        devices.add(new Books.Device(device, VERSION, IMAGE.hex()));
        told.put(device, new Told.Device(VERSION, Map.of(CAMPAIGN, "Confirmed")));
        waves.put(device, "canary");
        wavesNow.put(device, "canary");
    }

    static String device(int number) {
        return "d-" + number;
    }

    static String command(int number) {
        return "C" + number;
    }

    void note(String device, String event, String command, String text) {
        notes.add(new Note(now(), device, event, command, text));
    }

    void fact(String device, String what) {
        facts.add(new Books.Fact(facts.size() + 1, now(), CAMPAIGN, device, 1, what, ""));
    }

    /**
     * A halt in the end that takes back a second attempt of this device, and its end.
     *
     * @param handedOver updates that went out meanwhile
     * @return when it was acknowledged
     */
    long halt(String device, long handedOver) {
        long asked = now();
        String why = "by operator: " + Halt.WHY;
        facts.add(new Books.Fact(facts.size() + 1, now(), CAMPAIGN, "", 0, "halted", why));
        facts.add(new Books.Fact(facts.size() + 1, now(), CAMPAIGN, device, 2, "Withdrawn", why));
        long acknowledged = now();
        clockMs += 10_000;
        facts.add(new Books.Fact(facts.size() + 1, now(), CAMPAIGN, "", 0, "resumed", why));
        halts.add(new Told.Halt(CAMPAIGN, asked, acknowledged, now(), Set.of(), handedOver));
        return acknowledged;
    }

    private void reported(String device, String command, int seq, String state, String fact) {
        Sha256 bytes = sha(device + command + seq);
        note(device, "report", command, "s/" + seq + ' ' + state + " sha256 " + bytes);
        reports.add(new Books.Report(device, "s", seq, bytes.hex()));
        fact(device, fact);
        note(device, "ack", command, "s/" + seq);
    }
}
