package io.github.canarywave.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.adapter.http.ServedFiles;
import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.Gate.Action;
import io.github.canarywave.domain.campaign.Gate.Webhook;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.rollout.Samples;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What people are told of gates that ask outside and of pinned artifacts, before anything runs. */
class GatesAtTheDeskTest {
    private final FakeSources sources = new FakeSources();
    private final Bench bench =
            new Bench(Samples.campaign(new Webhook("smoke-test", Action.HALT)), 3);
    private final TurnLoop loop =
            new TurnLoop(
                    bench.turns,
                    bench.store,
                    bench.inbox,
                    bench,
                    () -> bench.now().wall(),
                    sources);
    private final Live live = new Live();
    private final Desk desk =
            new Desk(
                    bench.store,
                    loop,
                    bench.turns,
                    Bench::reading,
                    bench,
                    new Intake(
                            bench.store,
                            new ServedFiles(_ -> Optional.empty()),
                            _ -> {
                                throw new AssertionError("nothing is taken in");
                            }),
                    live,
                    new NoTokens(),
                    () -> Samples.T0,
                    Map::of,
                    new CertificateDesk(bench.store, new NoAuthority(), () -> Samples.T0),
                    new PeopleDesk(bench.store, new NoTokens(), () -> Samples.T0),
                    new Curves(bench.store, () -> Samples.T0, live::grown),
                    List::of);

    @BeforeEach
    void start() {
        bench.addOld(Samples.SECURITY_VERSION);
        for (int i = 0; i < 3; i++) bench.born(i, Samples.OLD);
        loop.start();
    }

    @AfterEach
    void stop() {
        loop.close();
        live.close();
    }

    private static String file(String name, String gate) {
        return """
        apiVersion: canarywave/v1
        kind: Campaign
        metadata: {name: %s}
        spec:
          release: {product: lamp, version: "%s"}
          waves:
            - name: canary
              upTo: 1
              gates: [%s]
            - {name: all, upTo: 100%%}
        """
                .formatted(name, Samples.NEW, gate);
    }

    @Test
    void planAndApplyRefuseAHookThatTheServerDoesNotHaveAndNothingIsStored() {
        String file = file("night", "{metric: webhook, name: unknown}");
        List<String> problems = List.of("night.yaml: no webhook is named unknown");
        assertThat(desk.plan("night.yaml", file)).isEqualTo(new Outcome.Invalid<>(problems));
        assertThat(desk.apply("night.yaml", file, "ada"))
                .isEqualTo(new Outcome.Invalid<>(problems));
        assertThat(desk.rollout(new CampaignName("night"))).isEmpty();
        assertThat(sources.questions).as("nobody was asked to find that out").isEmpty();
    }

    @Test
    void aRevisionCannotBringInAHookThatTheServerDoesNotHave() {
        String name = Bench.NAME.value();
        assertThat(desk.apply("f", file(name, "{metric: webhook, name: unknown}"), "ada"))
                .isEqualTo(new Outcome.Invalid<>(List.of("f: no webhook is named unknown")));
    }

    private static String pinning(String name, Sha256 digest) {
        return file(name, "{metric: failureRate, max: 5%}")
                .replace("lamp, ", "lamp, digest: \"" + digest.prefixed() + "\", ");
    }

    @Test
    void planAndApplyRefuseADigestThatNoArtifactOfTheReleaseHasAndNameThoseThatAreThere() {
        Sha256 asked = Samples.digest("another build");
        String file = pinning("night", asked);
        List<String> problems =
                List.of(
                        "night.yaml: release.digest: release lamp 1.1.0 has no artifact with "
                                + asked.prefixed()
                                + "; it has "
                                + Samples.digest("file").prefixed()
                                + " ("
                                + Samples.MODEL
                                + ")");
        assertThat(desk.plan("night.yaml", file)).isEqualTo(new Outcome.Invalid<>(problems));
        assertThat(desk.apply("night.yaml", file, "ada"))
                .isEqualTo(new Outcome.Invalid<>(problems));
        assertThat(desk.rollout(new CampaignName("night"))).isEmpty();
    }

    @Test
    void theDigestOfAnArtifactThatIsThereIsTaken() {
        String file = pinning("night", Samples.digest("file"));
        assertThat(desk.plan("night.yaml", file)).isInstanceOf(Outcome.Done.class);
    }

    @Test
    void aServerThatAsksNobodyRefusesBothMetrics() {
        try (TurnLoop alone =
                new TurnLoop(
                        bench.turns, bench.store, bench.inbox, bench, () -> bench.now().wall())) {
            alone.start();
            assertThat(alone.unaskable(Samples.campaign(new Webhook("a", Action.NOTIFY))))
                    .containsExactly("this server asks nobody");
        }
    }

    @Test
    void thePlanShowsTheQuestionAsItWillBeAsked() {
        String gate =
                "{metric: prometheus, max: 0.05, query: 'crashes{c=\"{{campaign}}\", w=\"{{wave}}\","
                        + " p=\"{{product}}\", v=\"{{version}}\"}'}";
        assertThat(rules(file("night", gate)))
                .containsExactly(
                        "prometheus ≤ 0.05 halt: crashes{c=\"night\", w=\"canary\", p=\"lamp\","
                                + " v=\""
                                + Samples.NEW
                                + "\"}");
    }

    /** Filled in, it is longer than a query in a file may be; that is no reason to refuse it. */
    @Test
    void aLongQuestionIsShownWhole() {
        String query = "{{campaign}}".repeat(83);
        String name = "n".repeat(63);
        assertThat(rules(file(name, "{metric: prometheus, max: 1, query: '" + query + "'}")))
                .containsExactly("prometheus ≤ 1 halt: " + name.repeat(83));
    }

    @Test
    void aQuestionOfSeveralLinesIsShownOnOneAndCannotForgeAnother() {
        String gate =
                "{metric: prometheus, max: 1, query: \"up\\n  or down\\u202e\\u0085ERROR all lost\"}";
        assertThat(rules(file("night", gate)))
                .containsExactly("prometheus ≤ 1 halt: up or down ERROR all lost");
    }

    private List<String> rules(String file) {
        Outcome<Plan> outcome = desk.plan("night.yaml", file);
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        return ((Outcome.Done<Plan>) outcome).value().waves().getFirst().gates();
    }

    private static final class NoTokens implements Tokens {
        @Override
        public String newToken() {
            throw new AssertionError("nobody is let in");
        }

        @Override
        public String hash(String token) {
            throw new AssertionError("nobody is let in");
        }
    }

    private static final class NoAuthority implements CertificateAuthority {
        @Override
        public Signing sign(
                io.github.canarywave.domain.fleet.DeviceId device,
                String requestPem,
                java.time.Duration life,
                java.time.Instant now) {
            throw new AssertionError("nothing is signed");
        }

        @Override
        public Optional<String> revocationList(
                List<DeviceCertificate> revoked, java.time.Instant now) {
            return Optional.empty();
        }
    }
}
