package io.github.canarywave.adapter.cli;

import io.github.canarywave.domain.rollout.States;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A device for people. */
final class DeviceText {
    private static final int LABEL_WIDTH = 18;

    private DeviceText() {}

    /** All that is known of it. */
    static List<String> lines(Tree device, Terminal terminal) {
        List<String> lines = new ArrayList<>();
        add(lines, "Device:", device.text("id"));
        add(lines, "Model:", device.text("model"));
        add(lines, "Labels:", labels(device));
        add(lines, "Online:", online(device, terminal));
        add(lines, "Held:", device.text("held"));
        add(lines, "Version:", device.text("version"));
        add(lines, "Security version:", plain(device, "securityVersion"));
        add(lines, "Image:", device.text("image"));
        add(lines, "Slot:", device.text("slot"));
        add(lines, "Boot:", plain(device, "boot"));
        if (!device.list("attempts").isEmpty()) lines.addAll(attempts(device.list("attempts")));
        return lines;
    }

    private static void add(List<String> lines, String label, String value) {
        if (!value.isEmpty()) lines.add(Table.padded(label, LABEL_WIDTH, false) + value);
    }

    private static String plain(Tree device, String field) {
        return device.has(field) ? Long.toString(device.number(field)) : "";
    }

    /** The word of a state, however it was typed; what is none stays as it is. */
    static String stateWord(String typed) {
        return Stream.of(List.of("Queued"), States.ACTIVE, States.ENDED)
                .flatMap(Collection::stream)
                .filter(typed::equalsIgnoreCase)
                .findFirst()
                .orElse(typed);
    }

    /** The labels of a device in one line. */
    static String labels(Tree device) {
        Map<String, String> labels = device.map("labels");
        return String.join(
                ", ",
                labels.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
    }

    private static String online(Tree device, Terminal terminal) {
        String heard =
                device.instant("lastHeard")
                        .map(t -> ", last heard " + Words.dateTime(t, terminal.zone()))
                        .orElse("");
        return (device.flag("online") ? "yes" : "no") + heard;
    }

    private static List<String> attempts(List<Tree> attempts) {
        Table table = Table.of("CAMPAIGN", "WAVE", ">ATTEMPT", "STATE");
        for (Tree a : attempts)
            table.row(
                    a.text("campaign"),
                    a.text("wave"),
                    Long.toString(a.number("number")),
                    state(a));
        List<String> lines = new ArrayList<>(List.of(""));
        lines.addAll(table.lines());
        return lines;
    }

    /** State of an attempt, with its code. */
    static String state(Tree attempt) {
        if (!attempt.has("state")) return "-";
        String code = attempt.text("code");
        return attempt.text("state") + (code.isEmpty() ? "" : " (" + code + ")") + fetched(attempt);
    }

    private static String fetched(Tree attempt) {
        if (!attempt.has("bytes")) return "";
        return ", " + attempt.number("bytes") + " of " + attempt.number("size") + " bytes";
    }
}
