package io.github.canarywave.adapter.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The commands that stop campaigns and let them go on. */
final class ControlCommands {
    private static final int DEVICES_SHOWN = 20;

    private ControlCommands() {}

    /** What all of them have. */
    abstract static class Control extends ServerCommand {
        @Parameters(paramLabel = "NAME", description = "name of the campaign")
        String name = "";

        @Option(names = "--reason", paramLabel = "TEXT", description = "why; stands in the history")
        Optional<String> reason = Optional.empty();

        Control(Session session) {
            super(session);
        }

        Tree send(String verb, String why) {
            return send(verb, JsonNodeFactory.instance.objectNode().put("reason", why));
        }

        Tree send(String verb, ObjectNode body) {
            String path = "/api/v1/campaigns/" + OperatorClient.part(name) + ":" + verb;
            return connection.open().post(path, body);
        }

        /** The reason given, or asked for; an empty answer ends the command. */
        String reasonOrAsk(String verb) {
            Optional<String> given = reason.map(String::strip).filter(r -> !r.isEmpty());
            if (given.isPresent()) return given.get();
            if (!session.terminal().interactive())
                throw new Failure(
                        Exit.USAGE,
                        verb
                                + " needs a reason: canarywave "
                                + verb
                                + " "
                                + name
                                + " --reason TEXT");
            String answer =
                    session.terminal()
                            .ask(Words.capital(verb) + " " + name + ", why? (Enter: leave it) ");
            if (answer.isEmpty())
                throw Failure.raw(Exit.ERROR, "Nothing was done: " + name + " goes on as it was.");
            return answer;
        }

        int stopped(Tree report, String word) {
            Terminal terminal = session.terminal();
            if (!output.printed(terminal, report, r -> r.at("status").text("name")))
                terminal.print(stoppedLines(name, word, report));
            String warning = report.text("warning");
            if (!warning.isEmpty()) terminal.err().println("! " + warning);
            return Exit.DONE;
        }

        int changed(Tree status) {
            if (!output.printed(session.terminal(), status, s -> s.text("name")))
                session.terminal().print("✔ " + name + " is " + status.text("state"));
            return Exit.DONE;
        }
    }

    private static List<String> stoppedLines(String name, String word, Tree report) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "■ "
                        + name
                        + " "
                        + word
                        + ".  "
                        + report.number("withdrawn")
                        + " withdrawn · "
                        + report.number("untouched")
                        + " untouched");
        List<String> late = report.texts("mayStillInstall");
        if (late.isEmpty()) return withNext(lines, report);
        lines.add(Words.count(late.size(), "device") + " may still install, too late to stop:");
        late.stream().limit(DEVICES_SHOWN).forEach(d -> lines.add("  " + d));
        if (late.size() > DEVICES_SHOWN)
            lines.add("  and " + (late.size() - DEVICES_SHOWN) + " more (-o json lists all)");
        return withNext(lines, report);
    }

    /** Why devices failed, and what can be done. */
    private static List<String> withNext(List<String> lines, Tree report) {
        Tree status = report.at("status");
        List<String> causes =
                status.list("failures").stream()
                        .map(f -> f.text("code") + " " + f.number("devices"))
                        .toList();
        if (!causes.isEmpty()) lines.add("Causes: " + String.join(", ", causes));
        String lead = "Next:  ";
        for (String command : status.texts("next")) {
            lines.add(lead + command);
            lead = "       ";
        }
        return lines;
    }

    /** Stops a campaign now. */
    @Command(
            name = "halt",
            header = {
                "Stops a campaign now and takes back what has not got its last byte.",
                "",
                "Examples:",
                "  canarywave halt thermostat-1.1.0 --reason \"sensors drift\"",
                ""
            })
    static final class Halt extends Control {
        Halt(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            return stopped(send("halt", reasonOrAsk("halt")), "halted");
        }
    }

    /** Stops a campaign for good. */
    @Command(
            name = "abort",
            header = {
                "Stops a campaign for good: it can not be resumed.",
                "",
                "Examples:",
                "  canarywave abort thermostat-1.1.0 --reason \"superseded by 1.1.1\" --yes",
                ""
            })
    static final class Abort extends Control {
        @Option(
                names = {"-y", "--yes"},
                description = "do not ask; needed where nobody can answer")
        boolean yes;

        Abort(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            if (!yes && !session.terminal().interactive())
                throw new Failure(
                        Exit.USAGE, "abort is for good: confirm it with --yes, or halt instead");
            String why = reasonOrAsk("abort");
            if (!yes && !session.terminal().agrees("Abort " + name + " for good?"))
                throw Failure.raw(Exit.ERROR, "Nothing was done: " + name + " goes on as it was.");
            return stopped(send("abort", why), "aborted");
        }
    }

    /** Starts nothing new for a while. */
    @Command(
            name = "pause",
            header = {
                "Starts nothing new; what has begun goes on.",
                "",
                "Examples:",
                "  canarywave pause thermostat-1.1.0",
                ""
            })
    static final class Pause extends Control {
        Pause(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            return changed(send("pause", reason.orElse("")));
        }
    }

    /** Agrees. */
    @Command(
            name = "approve",
            header = {
                "Agrees to a wave of somebody else's campaign.",
                "Without --wave it says which one waits, and agrees to nothing.",
                "",
                "Examples:",
                "  canarywave approve thermostat-1.1.0 --wave half --reason \"field tests are done\"",
                ""
            })
    static final class Approve extends Control {
        @Option(
                names = "--wave",
                paramLabel = "WAVE",
                description = "the wave to agree to, one that waits or a later one")
        Optional<String> wave = Optional.empty();

        Approve(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.put("reason", reasonOrAsk("approve"));
            wave.ifPresent(word -> body.put("wave", word));
            Tree status = send("approve", body);
            if (!output.printed(session.terminal(), status, s -> s.text("name")))
                session.terminal()
                        .print(
                                "✔ "
                                        + name
                                        + wave.map(word -> ", wave " + word).orElse("")
                                        + " is approved; it is "
                                        + status.text("state"));
            return Exit.DONE;
        }
    }

    /** Goes on. */
    @Command(
            name = "resume",
            header = {
                "Goes on with a campaign that is paused or halted.",
                "",
                "Examples:",
                "  canarywave resume thermostat-1.1.0 --reason \"false alarm: site power\"",
                "  canarywave resume thermostat-1.1.0 --accept-evidence --reason \"test rig failed\"",
                ""
            })
    static final class Resume extends Control {
        @Option(
                names = "--accept-evidence",
                description = "go on with what a gate halted; for another person than its author")
        boolean acceptEvidence;

        Resume(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.put("reason", reasonOrAsk("resume"));
            if (acceptEvidence) body.put("acceptEvidence", true);
            return changed(send("resume", body));
        }
    }
}
