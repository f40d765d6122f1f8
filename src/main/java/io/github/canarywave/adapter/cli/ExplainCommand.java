package io.github.canarywave.adapter.cli;

import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.wire.ProblemCode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** Says what a code means. */
@Command(
        name = "explain",
        header = {
            "Says what a code or condition means and what to do; without one it lists all.",
            "",
            "Examples:",
            "  canarywave explain health-check",
            "  canarywave explain upto-not-a-size",
            "  canarywave explain room-in-window",
            ""
        })
final class ExplainCommand implements Callable<Integer> {
    private static final int WIDTH = 80;

    private final Session session;

    @Parameters(
            paramLabel = "CODE",
            arity = "0..1",
            description =
                    "code of a device or of a problem in a campaign file, name of a condition")
    Optional<String> code = Optional.empty();

    ExplainCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (code.isEmpty()) {
            session.terminal().print(all());
            return Exit.DONE;
        }
        String wanted = code.get();
        Optional<Code> ofDevice = Code.of(wanted);
        ofDevice.ifPresent(c -> session.terminal().print(CodeBook.explain(c)));
        Optional<ProblemCode> ofFile = ProblemCode.of(wanted);
        ofFile.ifPresent(c -> session.terminal().print(c.explanation().stripTrailing()));
        Optional<List<String>> condition = ConditionBook.explain(wanted);
        condition.ifPresent(session.terminal()::print);
        if (ofDevice.isEmpty() && ofFile.isEmpty() && condition.isEmpty()) throw unknown(wanted);
        return Exit.DONE;
    }

    private static Failure unknown(String wanted) {
        List<String> near =
                Stream.of(ofDevices(), ofFiles(), ConditionBook.names().stream())
                        .flatMap(names -> names)
                        .filter(w -> Nearness.near(wanted, w))
                        .toList();
        return new Failure(
                Exit.CONFLICT,
                "there is no code \""
                        + Words.harmless(wanted)
                        + "\""
                        + (near.isEmpty()
                                ? ""
                                : "; did you mean " + String.join(" or ", near) + "?")
                        + "\nAll codes: canarywave explain");
    }

    private static List<String> all() {
        Table table = Table.of("CODE", "REPORT", "CAUSE", "RETRIED", "COUNTED");
        for (Code c : Code.values())
            table.row(
                    c.word(),
                    c.state().word(),
                    c.cause().word(),
                    CodeBook.retried(c),
                    c.counted() ? "yes" : "no");
        List<String> lines = new ArrayList<>(table.lines());
        lines.add("");
        lines.add("In campaign files:");
        lines.addAll(Words.flow(ofFiles().toList(), ", ", "", WIDTH));
        lines.add("");
        lines.add("Conditions and gates, as device explain and campaign explain name them:");
        lines.addAll(Words.flow(ConditionBook.names(), ", ", "", WIDTH));
        return lines;
    }

    private static Stream<String> ofDevices() {
        return Arrays.stream(Code.values()).map(Code::word);
    }

    private static Stream<String> ofFiles() {
        return Arrays.stream(ProblemCode.values()).map(ProblemCode::word);
    }
}
