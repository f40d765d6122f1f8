package io.github.canarywave.simulator;

import io.github.canarywave.app.CampaignReader;
import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.CampaignDraft;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.Defaults;
import io.github.canarywave.domain.campaign.DeviceRules;
import io.github.canarywave.domain.campaign.Gate;
import io.github.canarywave.domain.campaign.OnHalt;
import io.github.canarywave.domain.campaign.Pace;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.campaign.Share;
import io.github.canarywave.domain.campaign.Size;
import io.github.canarywave.domain.campaign.StartRate;
import io.github.canarywave.domain.campaign.Timeouts;
import io.github.canarywave.domain.campaign.UpdateWindow;
import io.github.canarywave.domain.campaign.UpdateWindow.AtEnd;
import io.github.canarywave.domain.campaign.UpdateWindow.Hours;
import io.github.canarywave.domain.campaign.Wave;
import io.github.canarywave.domain.campaign.Zone;
import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.rollout.Artifact;
import io.github.canarywave.domain.rollout.ArtifactContent;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.wire.CampaignFile;
import io.github.canarywave.wire.CampaignReading;

import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Campaigns and the release of the simulator. */
final class Campaigns {
    private static final ReleaseName NAME =
            new ReleaseName(new Product("thermostat"), new Version(World.NEW));

    private Campaigns() {}

    /** Three waves: a canary, half, all; the default gate on each. */
    static Campaign canary(String seed, int canaryDevices) {
        return of(
                seed,
                List.of(
                        wave("canary", new Size.Count(canaryDevices), List.of(Defaults.GATE)),
                        wave("half", Size.percent(50), List.of(Defaults.GATE)),
                        wave("all", Size.percent(100), List.of(Defaults.GATE))));
    }

    /** As {@link #canary}, with so many starts a minute from beginning to end. */
    static Campaign pacedCanary(String seed, int canaryDevices, int perMinute) {
        return CampaignDraft.of(canary(seed, canaryDevices))
                .pace(new Pace(OptionalInt.empty(), true, new StartRate(perMinute, 100, perMinute)))
                .build();
    }

    /** As {@link #canary}, judged by a share of failures, so that no person is ever asked. */
    static Campaign shares(String seed, int canaryDevices) {
        List<Gate> gates =
                List.of(
                        new Gate.FailureRate(
                                Share.percent(30),
                                1,
                                Optional.of(Share.percent(95)),
                                Gate.Action.HALT));
        return of(
                seed,
                List.of(
                        wave("canary", new Size.Count(canaryDevices), gates),
                        wave("half", Size.percent(50), gates),
                        wave("all", Size.percent(100), gates)));
    }

    /** As {@link #shares}; who has it goes back by itself when a gate halts it. */
    static Campaign rollingBack(String seed, int canaryDevices) {
        return CampaignDraft.of(shares(seed, canaryDevices)).onHalt(OnHalt.ROLLBACK).build();
    }

    /** Reads what the server itself writes. */
    static CampaignReader.Reading read(String file, String text) {
        return switch (CampaignFile.read(file, text)) {
            case CampaignReading.Parsed(var campaigns, _) ->
                    new CampaignReader.Reading.Read(campaigns.getFirst());
            case CampaignReading.Problems(var problems) ->
                    throw new AssertionError(problems.toString());
        };
    }

    /** Everybody at once, without a gate: only the window holds it. */
    static Campaign ungated(String seed) {
        return of(seed, List.of(wave("all", Size.percent(100), List.of())));
    }

    /** As {@link #ungated}, with so many starts a minute from beginning to end. */
    static Campaign paced(String seed, int perMinute) {
        return CampaignDraft.of(ungated(seed))
                .pace(new Pace(OptionalInt.empty(), true, new StartRate(perMinute, 100, perMinute)))
                .build();
    }

    /** As {@link #ungated}, in these hours of each device's own day. */
    static Campaign windowed(String seed, String from, String to, AtEnd atEnd) {
        return CampaignDraft.of(ungated(seed))
                .window(
                        new UpdateWindow(
                                new Zone.OfDevice(Optional.empty()),
                                EnumSet.complementOf(EnumSet.of(DayOfWeek.WEDNESDAY)),
                                Optional.of(new Hours(LocalTime.parse(from), LocalTime.parse(to))),
                                Optional.empty(),
                                Optional.empty(),
                                atEnd,
                                List.of()))
                .build();
    }

    private static Wave wave(String name, Size upTo, List<Gate> gates) {
        return new Wave(name, upTo, Duration.ofMinutes(5), gates);
    }

    private static Campaign of(String seed, List<Wave> waves) {
        Timeouts timeouts =
                new Timeouts(
                        Duration.ofDays(3),
                        Timeouts.DEFAULT.accept(),
                        Timeouts.DEFAULT.download(),
                        Timeouts.DEFAULT.install(),
                        Timeouts.DEFAULT.confirm());
        return CampaignDraft.of(new CampaignName("sim"), NAME)
                .seed(seed)
                .waves(waves)
                .device(DeviceRules.DEFAULT.with(timeouts))
                // Histories of a thousand devices would be ten times as long at the usual pace.
                .pace(new Pace(OptionalInt.empty(), true))
                .build();
    }

    static Release release() {
        return release(World.NEW);
    }

    static Release release(String version) {
        Sha256 file = Sha256.of(("file" + version).getBytes(StandardCharsets.UTF_8));
        ArtifactContent content =
                new ArtifactContent(
                        World.MODEL,
                        new Version(version),
                        0,
                        World.SIZE,
                        file,
                        "rel-1",
                        "A".repeat(86));
        return new Release(
                new ReleaseName(NAME.product(), new Version(version)),
                Map.of(World.MODEL, new Artifact(content, World.image(version))));
    }
}
