package io.github.canarywave;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.wire.CampaignFile;
import io.github.canarywave.wire.CampaignReading;
import io.github.canarywave.wire.ProblemCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the pages for people say is there, is there. */
class DocsTest {
    private static final Path README = Path.of("README.md");
    private static final Path OPERATIONS = Path.of("docs/operations.md");
    private static final Path CAMPAIGN_FILE = Path.of("docs/campaign-file.md");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern FENCED = Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```");
    private static final Pattern CAMPAIGN = Pattern.compile("\\bcampaigns/[\\w.-]+\\.ya?ml");
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]+");
    private static final Pattern MACHINE_PATH =
            Pattern.compile("(?<![\\w.…])(?:/(?:home|root|tmp|work|mnt|Users|opt)/|[A-Z]:\\\\)");

    @ParameterizedTest
    @MethodSource("pages")
    void everyRelativeLinkLeadsToAFile(Path page) {
        for (String link : groups(LINK, prose(page))) {
            if (link.startsWith("https://")) continue;
            Path target = page.resolveSibling(link.replaceFirst("#.*", "")).normalize();
            assertThat(target).as("%s in %s", link, page).exists();
            assertThat(target.isAbsolute()).as("%s in %s", link, page).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyCampaignFileThatIsNamedIsThere(Path page) {
        for (String named : groups(CAMPAIGN, read(page)))
            assertThat(Path.of(named)).as(page.toString()).exists();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void noPageNamesAPathOfSomebodysMachine(Path page) {
        assertThat(groups(MACHINE_PATH, read(page))).as(page.toString()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyCampaignShownIsOne(Path page) {
        for (String campaign : yaml(page))
            assertThat(CampaignFile.read(page.toString(), campaign))
                    .as(campaign)
                    .isInstanceOf(CampaignReading.Parsed.class);
    }

    @Test
    void theReadmeShowsACampaignAndTheReferenceItsSmallest() {
        assertThat(yaml(README)).hasSize(1);
        assertThat(yaml(CAMPAIGN_FILE)).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void theProtocolPageExplainsEachCode(Code code) {
        assertThat(read(Path.of("docs/device-protocol.md")))
                .contains("\n| `" + code.word() + "` | " + code.state().word() + ": ");
    }

    @ParameterizedTest
    @EnumSource
    void theReferenceListsEachProblemOfACampaignFile(ProblemCode code) {
        String cause = code.explanation().lines().findFirst().orElseThrow();
        assertThat(read(CAMPAIGN_FILE))
                .contains("\n| `" + cause.replaceFirst(": ", "` | ") + " |\n");
    }

    @Test
    void everyPromiseLinksATestThatHoldsIt() {
        String section = section("## What it promises", "## Real devices");
        List<String> rows = section.lines().filter(row -> row.matches("\\| P\\d+ \\|.*")).toList();
        assertThat(rows).hasSizeGreaterThan(8);
        for (String row : rows) {
            List<String> tests = groups(LINK, row);
            assertThat(tests).as(row).isNotEmpty();
            for (String test : tests) {
                assertThat(test).as(row).matches("src/test/java/.+(Test|IT)\\.java");
                assertThat(read(Path.of(test))).as(test).contains("@Test");
            }
        }
    }

    @Test
    void noPromiseIsForgotten() {
        String section = section("## What it promises", "## Real devices");
        for (int number = 1; number <= 13; number++)
            assertThat(section).contains("\n| P" + number + " | ");
    }

    @Test
    void everyOptionThatIsNamedIsInTheHelp() {
        String help = read(Path.of("src/test/resources/golden/cli/help.txt"));
        for (Path page : List.of(README, OPERATIONS))
            for (String option : groups(OPTION, read(page)))
                assertThat(groups(OPTION, help)).as(page.toString()).contains(option);
    }

    private static List<Path> pages() {
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            Stream<Path> others =
                    Stream.of(README, Path.of("CHANGELOG.md"), Path.of("broker-config/README.md"));
            return Stream.concat(others, docs.filter(f -> f.toString().endsWith(".md")).sorted())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + page, e);
        }
    }

    /** Without what stands in fences: there brackets are not links. */
    private static String prose(Path page) {
        return FENCED.matcher(read(page)).replaceAll("");
    }

    /** The whole campaigns shown on a page. */
    private static List<String> yaml(Path page) {
        List<String> found = new ArrayList<>();
        Matcher fences = FENCED.matcher(read(page));
        while (fences.find())
            if (fences.group(1).equals("yaml") && fences.group(2).contains("apiVersion:"))
                found.add(fences.group(2));
        return found;
    }

    private static String section(String from, String to) {
        String page = read(README);
        assertThat(page).contains(from).contains(to);
        return page.substring(page.indexOf(from), page.indexOf(to));
    }

    /** What the pattern finds: its first group, or all where it has none. */
    private static List<String> groups(Pattern pattern, String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) found.add(matcher.group(Math.min(1, matcher.groupCount())));
        return found;
    }
}
