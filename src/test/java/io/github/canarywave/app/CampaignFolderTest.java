package io.github.canarywave.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.rollout.Artifact;
import io.github.canarywave.domain.rollout.ArtifactContent;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.Samples;
import io.github.canarywave.wire.CampaignFile;
import io.github.canarywave.wire.CampaignReading;
import io.github.canarywave.wire.CampaignValidator;
import io.github.canarywave.wire.GoldenFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The files of {@code campaigns/} are good examples: they are read, and plan what they tell. */
class CampaignFolderTest {
    private static final Path FOLDER = Path.of("campaigns");
    private static final Model MODEL = new Model("thermostat-esp32");
    private static final int SECURITY_VERSION = 2;

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFileIsOneCampaignToParserAndEditorAndIsShortAndExplained(Path file)
            throws IOException {
        String text = Files.readString(file);
        assertThat(CampaignValidator.errors(text)).isEmpty();
        campaign(file);
        List<String> lines = text.lines().toList();
        assertThat(lines.getFirst())
                .isEqualTo("# yaml-language-server: $schema=../docs/schema/campaign.v1.json");
        assertThat(lines.get(1)).as("what it does, and why").startsWith("# ");
        assertThat(lines).hasSizeLessThanOrEqualTo(40).allMatch(line -> line.length() <= 120);
    }

    @Test
    void noTwoFilesMakeTheSameCampaign() throws IOException {
        assertThat(files().stream().map(file -> campaign(file).name())).doesNotHaveDuplicates();
    }

    /** Of a fleet in the middle of things: 400 on 1.0.0, 60 on 1.1.0, 40 on 1.1.1. */
    @Test
    void planWhatTheyTell() throws IOException {
        MemoryStore store = new MemoryStore();
        for (int i = 0; i < 500; i++) register(store, i);
        StringBuilder plans = new StringBuilder();
        for (Path file : files()) {
            Campaign campaign = campaign(file);
            Plan plan =
                    store.read(
                            reads ->
                                    new Planner(
                                                    reads,
                                                    new Bench(Samples.campaign(), 0),
                                                    campaign,
                                                    release(campaign),
                                                    Samples.T0)
                                            .plan(Samples.T0));
            plans.append(file).append(": ").append(plan.campaign()).append('\n');
            append(plans, plan);
            if (file.endsWith("smallest.yaml"))
                plan.defaults().forEach(d -> plans.append("  default: ").append(d).append('\n'));
        }
        GoldenFile.check("campaign/folder-plans.txt", plans.toString());
    }

    private static void append(StringBuilder to, Plan plan) {
        to.append("  cohort ").append(plan.cohort());
        plan.versionsFrom().forEach(c -> to.append(", ").append(line(c)));
        to.append('\n');
        plan.exclusions().forEach(c -> to.append("  left out: ").append(line(c)).append('\n'));
        for (Plan.WaveLine wave : plan.waves())
            to.append(
                    "  wave %s: %d, soak %d s, %s%n"
                            .formatted(
                                    wave.name(), wave.devices(), wave.soakSeconds(), wave.gates()));
        plan.warnings().forEach(line -> to.append("  warning: ").append(line).append('\n'));
    }

    private static String line(Plan.Count count) {
        return count.devices() + " " + count.what();
    }

    private static Campaign campaign(Path file) {
        try {
            return switch (CampaignFile.read(file.toString(), Files.readAllBytes(file))) {
                case CampaignReading.Parsed(var campaigns, _) -> {
                    assertThat(campaigns).hasSize(1);
                    yield campaigns.getFirst();
                }
                case CampaignReading.Problems problems ->
                        throw new AssertionError(problems.render());
            };
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Five are of the laboratory, four at the trade fair. */
    private static void register(MemoryStore store, int number) {
        DeviceId id = new DeviceId("sim-%04d".formatted(number));
        Map<String, String> labels =
                number % 100 == 7
                        ? Map.of("ring", "lab")
                        : number % 150 == 11 ? Map.of("ring", "frozen") : Map.of();
        String version = number < 400 ? "1.0.0" : number < 460 ? "1.1.0" : "1.1.1";
        store.write(
                tx -> {
                    tx.register(Device.registered(id, MODEL, labels), "");
                    tx.save(
                            tx.device(id)
                                    .orElseThrow()
                                    .born(
                                            Samples.birth(MODEL, version, SECURITY_VERSION),
                                            Samples.T0)
                                    .device());
                    return tx;
                });
    }

    /** Of the version that the campaign asks for. */
    private static Release release(Campaign campaign) {
        String version = campaign.release().version().value();
        ArtifactContent content =
                new ArtifactContent(
                        MODEL,
                        campaign.release().version(),
                        SECURITY_VERSION,
                        1_048_576,
                        Samples.digest("file " + version),
                        "rel-1",
                        "A".repeat(86));
        return new Release(
                campaign.release(), Map.of(MODEL, new Artifact(content, Samples.digest(version))));
    }
}
