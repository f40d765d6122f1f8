package io.github.canarywave.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.canarywave.e2e.OutsideSystems.Reply;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A rollout of the whole program whose gates ask a Prometheus and a hook of the test. */
class OutsideGatesIT {
    private static final int FLEET = 12;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String NAME = "asking";

    @TempDir Path folder;

    private static String campaign(String name, String hook) {
        String gates =
                "[{metric: prometheus, query: 'crashes{v=\"{{version}}\",w=\"{{wave}}\"}', max: 0.05},"
                        + " {metric: webhook, name: "
                        + hook
                        + "}]";
        return """
        apiVersion: canarywave/v1
        kind: Campaign
        metadata: {name: %s}
        spec:
          release: {product: thermostat-esp32, version: "2.0.0"}
          waves:
            - {name: canary, upTo: 3, soak: 0s, gates: %s}
            - {name: half, upTo: 6, soak: 1h, gates: %s}
            - {name: all, upTo: 100%%}
        """
                .formatted(name, gates, gates);
    }

    @Test
    void holdsWhileNobodyAnswersPassesOnGoodReadingsAndHaltsOnABadOne() throws Exception {
        Path key = ReleaseKey.in(folder);
        CountDownLatch later = new CountDownLatch(1);
        try (OutsideSystems outside = new OutsideSystems(folder)) {
            outside.prometheus = _ -> Reply.number("0.01");
            Site site = serve(outside, key, 0);
            try (Program fleet = fleet(site)) {
                fleet.awaitOutput(FLEET + " devices online");
                site.release("2.0.0");
                namesWhatItCannotAsk(site);
                Site.Answer applied =
                        site.post("/api/v1/campaigns", "text/yaml", campaign(NAME, "smoke-test"));
                assertThat(applied.status()).as(applied.toString()).isEqualTo(201);

                awaitReason(site, "webhook smoke-test: no reading since 20", "it answered 503");
                assertThat(gates(site, 0)).containsExactly("passing", "waiting");
                assertThat(outside.queries).contains("crashes{v=\"2.0.0\",w=\"canary\"}");
                Site.Answer raised =
                        site.post("/api/v1/campaigns", "text/yaml", campaign(NAME, "other"));
                assertThat(raised.toString()).contains("--webhook other=URL");

                assertThat(site.program.out() + site.program.err()).contains("gate has no reading");
                tellsNoSecret(site, outside);

                // What was read before does not count after a restart.
                outside.hook =
                        said ->
                                said.path("wave").asText().equals("canary")
                                        ? Reply.verdict("pass", "3 of 3 tests")
                                        : Reply.verdict("fail", "it smokes");
                outside.prometheus =
                        _ -> {
                            awaitQuietly(later);
                            return Reply.number("0.02");
                        };
                site = restarted(site, outside, key);
                awaitReason(site, "prometheus: no reading");
                assertThat(site.campaign(NAME).path("state").asText()).isEqualTo("Running");
                assertThat(wave(site, 1).path("state").asText()).isEqualTo("waiting");

                later.countDown();
                awaitReason(site, "wave half: webhook smoke-test says fail: it smokes");
                assertThat(site.campaign(NAME).path("state").asText()).isEqualTo("Halted");
                assertThat(site.campaign(NAME).path("byGate").booleanValue()).isTrue();
                assertThat(events(site))
                        .containsSubsequence("halted", "wave-opened", "gate-silent");
                tellsNoSecret(site, outside);
            } finally {
                site.close();
            }
            assertThat(outside.messages).allMatch(m -> m.signature().startsWith("v1,"));
        }
    }

    private Site serve(OutsideSystems outside, Path key, int mqttPort) throws IOException {
        List<String> options = new ArrayList<>(List.of("--mqtt-port", "" + mqttPort));
        options.addAll(Arrays.asList(outside.options()));
        return Site.serve(folder, key, options.toArray(String[]::new));
    }

    private Site restarted(Site site, OutsideSystems outside, Path key) throws IOException {
        site.close();
        return serve(outside, key, site.mqttPort);
    }

    private Program fleet(Site site) {
        return Program.start(
                folder,
                "sim",
                "run",
                "--devices",
                "" + FLEET,
                "--scale",
                "0.1",
                "--broker",
                "localhost:" + site.mqttPort);
    }

    private static void namesWhatItCannotAsk(Site site) {
        for (String path : new String[] {"/api/v1/campaigns", "/api/v1/plans"}) {
            Site.Answer refused = site.post(path, "text/yaml", campaign("other", "other"));
            assertThat(refused.status()).as(path + refused).isBetween(400, 422);
            assertThat(refused.toString())
                    .as(path)
                    .contains("this server knows no webhook named other", "--webhook other=URL");
        }
        Site.Answer planned = site.post("/api/v1/plans", "text/yaml", campaign(NAME, "smoke-test"));
        assertThat(planned.json().at("/waves/1/gates/0").asText())
                .isEqualTo("prometheus ≤ 0.05 halt: crashes{v=\"2.0.0\",w=\"half\"}");
    }

    private static void tellsNoSecret(Site site, OutsideSystems outside) {
        Program.Ended shown = site.run("campaign", "get", NAME);
        assertThat(site.program.out() + site.program.err() + site.campaign(NAME) + shown.out())
                .contains("no reading")
                .doesNotContain(OutsideSystems.TOKEN, OutsideSystems.KEY_IN_URL, "whsec_")
                .doesNotContain(outside.messages.getLast().signature());
    }

    private static void awaitReason(Site site, String... words) {
        await(String.join(", ", words))
                .atMost(LIMIT)
                .untilAsserted(
                        () ->
                                assertThat(site.campaign(NAME).path("reason").asText())
                                        .contains(words));
    }

    private static JsonNode wave(Site site, int index) {
        return site.campaign(NAME).path("waves").path(index);
    }

    private static List<String> gates(Site site, int wave) {
        List<String> states = new ArrayList<>();
        wave(site, wave).path("gates").forEach(gate -> states.add(gate.path("status").asText()));
        return states;
    }

    /** Newest first. */
    private static List<String> events(Site site) {
        List<String> events = new ArrayList<>();
        site.campaign(NAME)
                .path("events")
                .forEach(event -> events.add(event.path("what").asText()));
        return events;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
