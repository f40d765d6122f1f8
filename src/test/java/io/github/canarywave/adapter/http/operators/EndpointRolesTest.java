package io.github.canarywave.adapter.http.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.adapter.http.RawClient;
import io.github.canarywave.domain.campaign.Role;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Every call of the API by everybody: who may, gets to it, and nobody else does. */
class EndpointRolesTest {
    private static final Path TABLE = Path.of("src/test/resources/http/endpoints.txt");

    @TempDir static Path folder;
    private static OperatorPort port;

    @BeforeAll
    static void start() throws Exception {
        port = new OperatorPort(folder);
        for (Role role : Role.values())
            port.operations.people.let("some-" + role.word(), role, "token-of-" + role.word());
    }

    @AfterAll
    static void stop() {
        port.close();
    }

    /**
     * A line of the table.
     *
     * @param roles that get to it; none: everybody, also without a token
     */
    private record Line(String method, String path, Set<Role> roles, String body) {
        static Line of(String text) {
            int bar = text.indexOf('|');
            String[] words = (bar < 0 ? text : text.substring(0, bar)).strip().split(" +");
            List<String> who = Arrays.asList(words).subList(2, words.length);
            return new Line(
                    words[0], words[1], roles(who), bar < 0 ? "" : text.substring(bar + 1).strip());
        }

        private static Set<Role> roles(List<String> words) {
            if (words.equals(List.of("anybody"))) return Set.of();
            if (words.contains("viewer")) return EnumSet.allOf(Role.class);
            EnumSet<Role> roles = EnumSet.of(Role.ADMIN);
            words.forEach(word -> roles.add(Role.of(word)));
            return roles;
        }

        String call() {
            return method + " " + path;
        }

        String url() {
            String url = path;
            for (String name : names()) url = url.replaceFirst("\\{}", name);
            return url;
        }

        private List<String> names() {
            if (path.contains("/campaigns/")) return List.of("thermostat-1.1.0");
            if (path.contains("/releases/")) return List.of("thermostat-esp32", "1.1.0", "m");
            return List.of("th-1");
        }
    }

    private static List<Line> lines() throws IOException {
        return Files.readAllLines(TABLE).stream()
                .filter(line -> !line.startsWith("#"))
                .map(Line::of)
                .toList();
    }

    @Test
    void everyCallHasALineThatSaysWhoMay() throws Exception {
        Map<String, Set<Role>> declared = new LinkedHashMap<>();
        port.server
                .routes()
                .forEach((method, path, may) -> declared.put(method + " " + path, may.roles()));
        Map<String, Set<Role>> written = new LinkedHashMap<>();
        for (Line line : lines())
            written.merge(line.call(), line.roles(), EndpointRolesTest::together);
        assertThat(declared)
                .as("a new call needs a line in " + TABLE)
                .containsExactlyInAnyOrderEntriesOf(written);
    }

    private static Set<Role> together(Set<Role> some, Set<Role> others) {
        EnumSet<Role> all = EnumSet.copyOf(some);
        all.addAll(others);
        return all;
    }

    @TestFactory
    Stream<DynamicTest> everyCallAnswersEachRoleAsDeclared() throws Exception {
        List<DynamicTest> tests = new ArrayList<>();
        for (Line line : lines()) {
            tests.add(
                    DynamicTest.dynamicTest(
                            line.call() + " by nobody", () -> check(line, "", line.roles())));
            for (Role role : Role.values())
                tests.add(
                        DynamicTest.dynamicTest(
                                line.call() + " by " + role.word(), () -> check(line, role)));
        }
        return tests.stream();
    }

    /** Without a login. */
    private static void check(Line line, String headers, Set<Role> roles) throws Exception {
        boolean open = roles.isEmpty();
        int status = status(line, headers + (open ? OperatorPort.ORIGIN : ""));
        if (open) assertThat(status).isEqualTo(200);
        else assertThat(status).isEqualTo(401);
    }

    private static void check(Line line, Role role) throws Exception {
        String bearer = "Authorization: Bearer token-of-" + role.word() + "\r\n";
        int status = status(line, bearer + OperatorPort.ORIGIN);
        if (line.roles().isEmpty() || line.roles().contains(role))
            assertThat(status).isNotIn(401, 403).isLessThan(500);
        else assertThat(status).isEqualTo(403);
    }

    /** Of the first line alone: some answers have no end. */
    private static int status(Line line, String headers) throws Exception {
        try (RawClient client = RawClient.to(port.server.port(), true)) {
            client.send(OperatorPort.request(line.method(), line.url(), headers, line.body()));
            return Integer.parseInt(client.line().substring(9, 12));
        }
    }
}
