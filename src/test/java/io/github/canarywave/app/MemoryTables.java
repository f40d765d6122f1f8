package io.github.canarywave.app;

import io.github.canarywave.app.Heard.ReportKey;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Counted;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.ReleaseSignature;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.Tally;
import io.github.canarywave.domain.rollout.TrustKey;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** The maps of the store in memory, with the indexes that keep questions cheap. */
final class MemoryTables {
    record AttemptId(CampaignName rollout, DeviceId device, int number) {
        static AttemptId of(Attempt attempt) {
            return new AttemptId(attempt.rollout(), attempt.device(), attempt.number());
        }
    }

    /** The rollout that commanded a device last, and when it did so first. */
    record Taken(CampaignName by, Instant at) {}

    /** A device in a rollout; exactly one attempt counts for it. */
    record Seat(DeviceId device, CampaignName rollout) {
        static Seat of(Attempt attempt) {
            return new Seat(attempt.device(), attempt.rollout());
        }
    }

    record StateKey(CampaignName rollout, String state, int position) {
        static StateKey of(Attempt attempt) {
            return new StateKey(attempt.rollout(), attempt.state().word(), attempt.position());
        }
    }

    record DueKey(Instant deadline, CampaignName rollout, int position) {
        static DueKey of(Attempt attempt) {
            return new DueKey(attempt.state().deadline(), attempt.rollout(), attempt.position());
        }
    }

    record StartKey(CampaignName rollout, long order) {}

    record TallyKey(CampaignName rollout, Tally.Key key) {}

    record EvidenceKey(CampaignName rollout, Tally.EvidenceKey key) {}

    record InstallKey(CampaignName rollout, Tally.InstallKey key) {}

    record ReportId(DeviceId device, ReportKey key) {}

    record ArtifactKey(ReleaseName release, Model model) {}

    record CommandKey(CommandId id, boolean withdraws) {}

    record CurveKey(CampaignName rollout, int wave, Instant at) {}

    record FactKey(String about, long number) {
        static final String DEVICE = "device ";
        static final String ROLLOUT = "rollout ";
    }

    /** Names the site of a device. */
    String siteLabel = "site";

    final NavigableMap<DeviceId, Device> devices = new TreeMap<>();
    final Map<DeviceId, String> tokenHashes = new HashMap<>();
    final NavigableMap<String, DeviceCertificate> certificates = new TreeMap<>();
    final LinkedHashMap<CampaignName, Rollout> rollouts = new LinkedHashMap<>();
    final Map<CampaignName, String> campaignTexts = new HashMap<>();
    final Map<CampaignName, Instant> appliedAt = new HashMap<>();

    final Map<AttemptId, Attempt> attempts = new HashMap<>();
    final NavigableMap<Seat, AttemptId> counting =
            new TreeMap<>(Comparator.comparing(Seat::device).thenComparing(Seat::rollout));
    final NavigableMap<StateKey, AttemptId> byState =
            new TreeMap<>(
                    Comparator.comparing(StateKey::rollout)
                            .thenComparing(StateKey::state)
                            .thenComparingInt(StateKey::position));
    final NavigableMap<DueKey, AttemptId> byDeadline =
            new TreeMap<>(
                    Comparator.comparing(DueKey::deadline)
                            .thenComparing(DueKey::rollout)
                            .thenComparingInt(DueKey::position));
    final Map<StartKey, AttemptId> byStart = new HashMap<>();
    final Map<CommandId, AttemptId> byCommand = new HashMap<>();
    final Map<Long, AttemptId> byKey = new HashMap<>();

    final Map<TallyKey, Long> tally = new HashMap<>();
    final Map<Seat, Counted> evidence = new HashMap<>();
    final Map<EvidenceKey, Long> evidenceTally = new HashMap<>();
    final Map<DeviceId, Instant> gone = new HashMap<>();
    final Map<DeviceId, Taken> taken = new HashMap<>();
    final Map<InstallKey, Long> installs = new HashMap<>();
    final Map<ReportId, Set<Sha256>> reports = new HashMap<>();
    final NavigableMap<FactKey, Fact> facts =
            new TreeMap<>(Comparator.comparing(FactKey::about).thenComparingLong(FactKey::number));
    final NavigableMap<CurveKey, Curve.Point> curve =
            new TreeMap<>(
                    Comparator.comparing(CurveKey::rollout)
                            .thenComparingInt(CurveKey::wave)
                            .thenComparing(CurveKey::at));
    final NavigableMap<Long, Decided> decided = new TreeMap<>();
    final Map<CommandKey, StoredCommand> commands = new HashMap<>();
    final NavigableMap<Long, CommandKey> unsent = new TreeMap<>();
    final LinkedHashMap<ReleaseName, Release> releases = new LinkedHashMap<>();
    final Map<ArtifactKey, List<ReleaseSignature>> signatures = new HashMap<>();
    final LinkedHashMap<String, TrustKey> trustKeys = new LinkedHashMap<>();
    final NavigableMap<LocalDate, List<FleetStore.DayCount>> days = new TreeMap<>();
    final Map<String, String> settings = new HashMap<>();
    final LinkedHashMap<String, IssuedToken> tokens = new LinkedHashMap<>();
    final Map<CampaignName, List<CampaignRevision>> revisions = new HashMap<>();
    final LinkedHashMap<String, ApprovalWish> approvals = new LinkedHashMap<>();
    final NavigableMap<Long, AuditLine> audit = new TreeMap<>();
    final LinkedHashMap<String, BrowserSession> sessions = new LinkedHashMap<>();

    /** Numbers facts and commands; gaps do no harm. */
    private long sequence;

    long nextNumber() {
        return ++sequence;
    }
}
