package io.github.canarywave.adapter.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What devices and waves wait for: conditions and gates by name, what each means, what to do. */
final class ConditionBook {
    /** Kind, meaning and remedy. */
    record Entry(String kind, String meaning, String remedy) {}

    private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>();

    static {
        ofDevice(
                "rollout-running",
                "The rollout commands nobody while it is being prepared, paused, halted or over",
                "look at its reason: canarywave campaign get NAME; a paused one goes on with resume");
        ofDevice(
                "wave-open",
                "The device stands in a wave that has not been opened",
                "wait for soak and gates of the wave before it, or look at what holds it");
        ofDevice(
                "attempt-queued",
                "The device has been commanded, or its attempt has ended",
                "canarywave device history DEVICE tells how far it is");
        ofDevice(
                "wait-over",
                "The device waits before it is tried again, or is looked at again later",
                "nothing: the time is told beside it");
        ofDevice(
                "device-online",
                "Only devices that are heard are commanded",
                "nothing: it is commanded when it connects; look at its link if it never does");
        ofDevice(
                "not-held",
                "A person holds the device back from all campaigns",
                "canarywave device unhold when it may go again");
        ofDevice(
                "stratum-not-held",
                "Devices like it failed, so that the evidence holds all of them",
                "look at their codes; accept the evidence or end the campaign");
        ofDevice(
                "window-open",
                "The window of the campaign is closed where the device is, or its zone is unknown",
                "wait for it; a device without a known zone needs the label tz");
        ofDevice(
                "model-as-registered",
                "The device says another model than it was registered with",
                "correct the registration or the firmware");
        ofDevice("image-not-current", "The device runs the wanted image already", "nothing");
        ofDevice(
                "security-version",
                "The device has a higher security version than the release",
                "sign a release with at least that security version");
        ofDevice(
                "not-busy",
                "Another rollout has the device between command and outcome",
                "nothing: it goes on when that one has ended");
        ofDevice(
                "counter-left",
                "The device has used up the numbers of commands",
                "register it anew");
        ofRollout(
                "commands-may-be-sent",
                "No command is sent: no broker, a broker that failed its test, or a clock that"
                        + " jumped",
                "look at the reason beside it");
        ofRollout(
                "room-in-window",
                "As many devices are between command and outcome as the in-flight window allows",
                "nothing: it grows with each device that confirms");
        ofRollout(
                "slow-start",
                "At most 10 devices are commanded before the first confirms",
                "wait for one to confirm; if none can, the firmware is bad: halt it");
        ofRollout(
                "start-pace",
                "No more devices may start in this minute",
                "nothing: the pace grows while devices confirm");
        ofRollout(
                "next-in-order",
                "Other devices stand before it in the frozen order",
                "nothing: its turn comes");
        ofRollout(
                "rollout-does-nothing-else",
                "The rollout has something else to do first, or holds",
                "look at the reason beside it");
        ofRollout("eligible", "Every condition of the device is met", "nothing: its turn comes");
        ofRollout(
                "between-command-and-outcome",
                "The device was commanded and has not ended",
                "canarywave device history DEVICE tells how far it is");
        gate(
                "evidence",
                "Whether more devices fail than is acceptable, by evidence that looking often does"
                        + " not wear out",
                "read the codes; one that is inconclusive waits for a person: approve or halt");
        gate(
                "rollbackRate",
                "The share of devices that rolled back, among those of the wave that count",
                "read the codes: canarywave device list --campaign NAME --state rolledback");
        gate(
                "successRate",
                "The share of devices that confirmed, among those of the wave that count",
                "read the codes: canarywave device list --campaign NAME --state failed");
        gate(
                "errorCode",
                "How many devices of the wave ended with one code",
                "canarywave explain CODE says what it means");
        gate(
                "reportedShare",
                "The share of the commanded devices that reported an outcome in time",
                "look for what keeps the others from reporting: site, link, power");
        gate(
                "p95InstallSeconds",
                "The time that 95 of 100 devices keep from installation to confirmed",
                "look for slow downloads of parts, slow boots or a long probation");
        gate(
                "prometheus",
                "What a query to Prometheus says while the wave is open; without an answer the wave"
                        + " is held",
                "ask the same query yourself; the plan shows it filled in. No answer: look at the"
                        + " log and at serve --prometheus-url");
        gate(
                "webhook",
                "What a system of yours says of the wave; without an answer the wave is held",
                "look there for its reason. No answer: look at the log and at serve --webhook");
        gate(
                "failureRate",
                "The share of devices that failed because of their firmware, among those of the"
                        + " wave that count",
                "read the codes: canarywave device list --campaign NAME --state failed");
    }

    private ConditionBook() {}

    private static void ofDevice(String name, String meaning, String remedy) {
        ENTRIES.put(name, new Entry("condition of a device", meaning, remedy));
    }

    private static void ofRollout(String name, String meaning, String remedy) {
        ENTRIES.put(name, new Entry("condition of a rollout", meaning, remedy));
    }

    private static void gate(String name, String meaning, String remedy) {
        ENTRIES.put(name, new Entry("gate", meaning, remedy));
    }

    static List<String> names() {
        return List.copyOf(ENTRIES.keySet());
    }

    /** The entry in full; nothing if there is none of this name. */
    static Optional<List<String>> explain(String name) {
        return Optional.ofNullable(ENTRIES.get(name))
                .map(
                        e ->
                                List.of(
                                        name + ": " + e.meaning() + ".",
                                        "Kind:   " + e.kind(),
                                        "Remedy: " + Words.capital(e.remedy()) + "."));
    }
}
