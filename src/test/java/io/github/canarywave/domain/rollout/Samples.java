package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.CampaignDraft;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.Gate;
import io.github.canarywave.domain.campaign.Pace;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.campaign.Share;
import io.github.canarywave.domain.campaign.Size;
import io.github.canarywave.domain.campaign.Wave;
import io.github.canarywave.domain.fleet.Birth;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.fleet.Running;
import io.github.canarywave.domain.fleet.SessionId;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.image.Sha256;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Small campaigns, devices and counts for tests of the rules. */
public final class Samples {
    public static final Instant T0 = Instant.parse("2026-11-20T10:00:00Z");
    public static final Model MODEL = new Model("esp32");
    public static final String OLD = "1.0.0";
    public static final String NEW = "1.1.0";
    public static final Duration SOAK = Duration.ofMinutes(30);
    public static final CampaignName NAME = new CampaignName("lamps");
    public static final int SECURITY_VERSION = 3;

    private Samples() {}

    public static Instant at(long seconds) {
        return T0.plusSeconds(seconds);
    }

    public static Sha256 digest(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Gate.FailureRate failures(int percent, int minSample) {
        return new Gate.FailureRate(
                Share.percent(percent), minSample, Optional.empty(), Gate.Action.HALT);
    }

    public static Gate.FailureRate surelyFailures(int percent, int minSample) {
        return new Gate.FailureRate(
                Share.percent(percent),
                minSample,
                Optional.of(Share.percent(95)),
                Gate.Action.HALT);
    }

    public static Gate.FailureRate pausing(int percent, int minSample) {
        return new Gate.FailureRate(
                Share.percent(percent), minSample, Optional.empty(), Gate.Action.PAUSE);
    }

    public static Wave wave(String name, int upTo, Gate... gates) {
        return new Wave(name, new Size.Count(upTo), SOAK, List.of(gates));
    }

    /** Canary of ten devices, then all. */
    public static Campaign campaign(Gate... gates) {
        return campaign(
                new Pace(OptionalInt.empty(), true),
                wave("canary", 10, gates),
                new Wave("all", Size.percent(100), Duration.ZERO, List.of(gates)));
    }

    public static Campaign campaign(Pace pace, Wave... waves) {
        return CampaignDraft.of(NAME, release().name())
                .seed("seed")
                .waves(List.of(waves))
                .pace(pace)
                .build();
    }

    public static Release release() {
        ArtifactContent content =
                new ArtifactContent(
                        MODEL,
                        new Version(NEW),
                        SECURITY_VERSION,
                        1_000,
                        digest("file"),
                        "rel-1",
                        "A".repeat(86));
        return new Release(
                new ReleaseName(new Product("lamp"), new Version(NEW)),
                Map.of(MODEL, new Artifact(content, digest(NEW))));
    }

    public static Rollout running(Campaign campaign, int cohort, int openWave) {
        Rollout frozen = Rollout.preparing(campaign, release()).frozen(cohort);
        return openWave < 0 ? frozen : frozen.opening(openWave, "test");
    }

    public static Rollout counted(Rollout r, int prefixConfirmed, int commanded, int confirmed) {
        return r.draft()
                .prefixConfirmed(prefixConfirmed)
                .commanded(commanded)
                .confirmed(confirmed)
                .build();
    }

    public static DeviceId id(int number) {
        return new DeviceId("dev-%05d".formatted(number));
    }

    /** A device that is online and runs the old version. */
    public static Device device(int number) {
        return device(number, birth(OLD, 2));
    }

    public static Device device(int number, Birth birth) {
        Device silent = Device.registered(id(number), MODEL, Map.of());
        return silent.born(birth, T0).device();
    }

    public static Birth birth(String version, int securityVersion) {
        return birth(MODEL, version, securityVersion);
    }

    public static Birth birth(Model model, String version, int securityVersion) {
        return new Birth(
                model,
                new Running(new Version(version), Optional.of(digest(version)), securityVersion),
                Optional.empty(),
                7,
                "power-on",
                new SessionId("s1"),
                1,
                1,
                0,
                Optional.empty(),
                List.of(),
                List.of(),
                Map.of());
    }

    public static Attempt queued(int number, int wave) {
        return Attempt.frozen(NAME, id(number), number, wave, "s").opened(at(1_000_000));
    }

    public static Candidate candidate(int number, int wave) {
        return new Candidate(device(number), queued(number, wave));
    }

    /** Counts devices into a tally. */
    public static final class Counts {
        private final Map<Tally.Key, Long> counts = new HashMap<>();
        private final Map<Tally.EvidenceKey, Long> evidence = new HashMap<>();

        public Counts in(int wave, String state, long devices) {
            return in(wave, state, devices, "s");
        }

        public Counts in(int wave, String state, long devices, String stratum) {
            if (devices > 0)
                counts.merge(new Tally.Key(wave, stratum, state, ""), devices, Long::sum);
            return this;
        }

        public Counts bad(int wave, long devices, String stratum) {
            evidence.merge(new Tally.EvidenceKey(wave, stratum, Verdict.BAD), devices, Long::sum);
            return in(wave, "RolledBack", devices, stratum);
        }

        public Counts good(int wave, long devices) {
            return said(wave, Verdict.GOOD, devices).in(wave, "Confirmed", devices);
        }

        public Counts bad(int wave, long devices) {
            return said(wave, Verdict.BAD, devices).in(wave, "RolledBack", devices);
        }

        /** Ended an attempt with this code, and no evidence. */
        public Counts ended(int wave, String state, Code code, long devices) {
            counts.merge(new Tally.Key(wave, "s", state, code.word()), devices, Long::sum);
            return this;
        }

        /** The same, counted as failed. */
        public Counts said(int wave, String state, Code code, long devices) {
            return ended(wave, state, code, devices).said(wave, Verdict.BAD, devices);
        }

        public Counts started(int wave, long devices) {
            return said(wave, Verdict.STARTED, devices).in(wave, "Installing", devices);
        }

        public Counts accepted(int wave, long devices) {
            return said(wave, Verdict.ACCEPTED, devices).in(wave, "Accepted", devices);
        }

        /** Only as evidence. */
        public Counts counts(int wave, Verdict verdict, long devices) {
            return said(wave, verdict, devices);
        }

        private Counts said(int wave, Verdict verdict, long devices) {
            if (devices > 0)
                evidence.merge(new Tally.EvidenceKey(wave, "s", verdict), devices, Long::sum);
            return this;
        }

        public Tally tally() {
            return new Tally(counts, evidence);
        }
    }

    public static Counts counts() {
        return new Counts();
    }

    public static View view(Rollout rollout, Counts counts, Candidate... candidates) {
        return new View(rollout, counts.tally(), 0, false, List.of(candidates), Optional.empty());
    }

    /** The same birth of a device that trusts these. */
    public static Birth trusting(Birth birth, List<String> anchors) {
        return new Birth(
                birth.model(),
                birth.running(),
                birth.slot(),
                birth.boot(),
                birth.bootReason(),
                birth.session(),
                birth.connect(),
                birth.epoch(),
                birth.counter(),
                birth.command(),
                anchors,
                birth.can(),
                birth.labels());
    }
}
