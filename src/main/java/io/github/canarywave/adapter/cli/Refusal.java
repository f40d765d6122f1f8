package io.github.canarywave.adapter.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.util.ArrayList;
import java.util.List;

/** Reads problem documents of the server (RFC 9457). */
final class Refusal {
    /** RFC 4918, 11.5: it answers, and its disk is full. */
    private static final int NO_ROOM = 507;

    /** Columns of a plan within a message. */
    private static final int PLAN_WIDTH = 100;

    private Refusal() {}

    /** The failure that an answer means, with everything the server said. */
    static RuntimeException of(int status, String body, ServerAddress address) {
        Tree problem = parse(body);
        String title = problem.text("title");
        String detail = problem.text("detail");
        List<String> errors = problem.texts("errors");
        String headline = detail.isEmpty() ? title : detail;
        if (headline.isEmpty()) headline = "the server answered " + status;
        if (status >= 502 && status != NO_ROOM)
            return new Unreachable(headline); // starting, stopping, or a proxy
        if (status == 401) return new Failure(Exit.LOGIN, login(address));
        List<String> lines = without(errors, headline);
        if (problem.has("plan")) lines.addAll(PlanText.lines(problem.at("plan"), PLAN_WIDTH));
        return Failure.of(exit(status), headline, lines);
    }

    private static List<String> without(List<String> errors, String headline) {
        List<String> others = new ArrayList<>(errors);
        others.remove(headline);
        return others;
    }

    private static int exit(int status) {
        return switch (status) {
            case 403 -> Exit.LOGIN;
            case 404, 409, 412 -> Exit.CONFLICT;
            case 400, 413, 422 -> Exit.USAGE;
            default -> Exit.ERROR;
        };
    }

    private static String login(ServerAddress address) {
        String what =
                address.token().isPresent()
                        ? "the server at " + address + " does not know this token"
                        : "the server at " + address + " wants a token";
        return what
                + ". The token of a local server is in data/context.yaml; give another one by"
                + " canarywave login, --token or CANARYWAVE_TOKEN.";
    }

    private static Tree parse(String body) {
        try {
            return new Tree(new ObjectMapper().readTree(body));
        } catch (JacksonException _) {
            return Tree.empty();
        }
    }
}
