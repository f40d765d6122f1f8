package io.github.canarywave.adapter.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.canarywave.wire.CampaignReading;
import io.github.canarywave.wire.Problem;

import java.util.List;

/** The problems of campaign files: for people, for programs, and for the page of a CI run. */
final class ProblemReport {
    private static final String CI = "GITHUB_ACTIONS";

    private ProblemReport() {}

    /** Prints what is not for people alone; the failure that ends the command says the rest. */
    static Failure of(List<Problem> problems, Terminal terminal, Output output) {
        if ("true".equals(terminal.environment().get(CI)))
            problems.forEach(problem -> terminal.print(annotation(problem)));
        boolean printed =
                output.printed(terminal, tree(problems), rows(problems), r -> r.text("code"));
        String all = new CampaignReading.Problems(problems).render().stripTrailing();
        return Failure.raw(Exit.USAGE, printed ? all.substring(all.lastIndexOf('\n') + 1) : all);
    }

    /** An empty list, as programs read it. */
    static boolean printedNone(Terminal terminal, Output output) {
        return output.printed(terminal, tree(List.of()), List.of(), r -> "");
    }

    private static Tree tree(List<Problem> problems) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        rows(problems).forEach(row -> all.withArray("problems").add(row.node()));
        if (problems.isEmpty()) all.putArray("problems");
        return new Tree(all);
    }

    private static List<Tree> rows(List<Problem> problems) {
        return problems.stream().map(problem -> new Tree(json(problem))).toList();
    }

    private static ObjectNode json(Problem problem) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("file", problem.file()).put("line", problem.line());
        json.put("column", problem.column()).put("endColumn", endColumn(problem));
        json.put("level", "error").put("code", problem.code().word());
        json.put("message", problem.message());
        problem.suggestion().ifPresent(s -> json.put("suggestion", s));
        return json;
    }

    private static int endColumn(Problem problem) {
        return problem.column() + problem.caretLength();
    }

    /** As GitHub reads it from the log and shows it beside the line. */
    private static String annotation(Problem problem) {
        String message = problem.message() + problem.suggestion().map(s -> "; " + s).orElse("");
        return "::error file=%s,line=%d,col=%d,endColumn=%d,title=%s::%s"
                .formatted(
                        escaped(problem.file()).replace(":", "%3A").replace(",", "%2C"),
                        problem.line(),
                        problem.column(),
                        endColumn(problem),
                        problem.code().word(),
                        escaped(message));
    }

    private static String escaped(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }
}
