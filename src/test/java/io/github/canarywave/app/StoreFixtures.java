package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.CampaignDraft;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.Cohort;
import io.github.canarywave.domain.campaign.Defaults;
import io.github.canarywave.domain.campaign.DeviceRules;
import io.github.canarywave.domain.campaign.Exclusion;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.campaign.Selector;
import io.github.canarywave.domain.campaign.Size;
import io.github.canarywave.domain.campaign.VersionRange;
import io.github.canarywave.domain.campaign.VersionRule;
import io.github.canarywave.domain.campaign.Wave;
import io.github.canarywave.domain.fleet.Birth;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.fleet.Running;
import io.github.canarywave.domain.fleet.SessionId;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.fleet.WireState;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.rollout.Artifact;
import io.github.canarywave.domain.rollout.ArtifactContent;
import io.github.canarywave.domain.rollout.Pacing;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.State;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Values that tests of the store write and expect back. */
public final class StoreFixtures {
    public static final Instant T0 = Instant.parse("2026-11-20T10:00:00.123Z");
    public static final Model METER = new Model("esp32-rev3");
    public static final Model PLUG = new Model("esp8266");
    public static final String ODD_TEXT = "a=b\\n\n\\ ü€ 'quoted' : ? ${identity}";

    private StoreFixtures() {}

    public static Instant at(long seconds) {
        return T0.plusSeconds(seconds);
    }

    public static DeviceId id(int number) {
        return new DeviceId("dev-%04d".formatted(number));
    }

    public static CommandId commandId(int number) {
        return new CommandId("01KAG3M8Q7ZC4T9V2XW5%06d".formatted(number));
    }

    public static Sha256 digest(String content) {
        return Sha256.of(content.getBytes(StandardCharsets.UTF_8));
    }

    public static Device device(int number) {
        return Device.registered(id(number), METER, Map.of("site", "north", "odd", ODD_TEXT));
    }

    /** A birth with something in each field. */
    public static Birth birth(String version) {
        return new Birth(
                METER,
                new Running(new Version(version), Optional.of(digest(version)), 4),
                Optional.of("ota_1"),
                17,
                ODD_TEXT,
                new SessionId("Xy81Lm"),
                3,
                1,
                1842,
                Optional.of(
                        new Birth.Standing(
                                commandId(7), WireState.FAILED, Optional.of(Code.DIGEST_MISMATCH))),
                List.of("b", "a", ""),
                List.of("ranges"),
                Map.of("rssi", "-71"));
    }

    /** A birth with nothing where nothing is allowed. */
    public static Birth bareBirth(String version) {
        return new Birth(
                METER,
                new Running(new Version(version), Optional.empty(), 0),
                Optional.empty(),
                0,
                "",
                new SessionId("s"),
                0,
                0,
                0,
                Optional.empty(),
                List.of(),
                List.of(),
                Map.of());
    }

    public static Artifact artifact(Model model) {
        ArtifactContent content =
                new ArtifactContent(
                        model,
                        new Version("2.1.0"),
                        4,
                        1_360_096,
                        digest("file " + model),
                        "rel-2026a",
                        "s".repeat(86));
        return new Artifact(content, digest("image " + model));
    }

    public static ReleaseName releaseName(String version) {
        return new ReleaseName(new Product("meter"), new Version(version));
    }

    public static Release release() {
        return new Release(
                releaseName("2.1.0"), Map.of(METER, artifact(METER), PLUG, artifact(PLUG)));
    }

    public static CampaignName name(String name) {
        return new CampaignName(name);
    }

    public static String text(String name) {
        return "# " + ODD_TEXT + "\nname: " + name + "\n";
    }

    /** Reads back what {@link #text} wrote. */
    public static Campaign read(String text) {
        return campaign(text.substring(text.lastIndexOf("name: ") + 6).strip());
    }

    public static Campaign campaign(String name) {
        return CampaignDraft.of(name(name), releaseName("2.1.0"))
                .labels(Map.of("team", "field"))
                .seed(name)
                .device(DeviceRules.DEFAULT.probation(Duration.ofMinutes(5)))
                .cohort(cohort(name))
                .waves(waves(name))
                .defaults(List.of("waves"))
                .build();
    }

    /**
     * The name of a campaign of {@code fleet-7} says whom it selects; in {@code fleet-d7} others
     * join.
     */
    private static Cohort cohort(String name) {
        if (name.startsWith("fleet-"))
            return new Cohort(
                            new Selector(Map.of("fleet", name.substring(6)), List.of()),
                            Set.of(),
                            Set.of(),
                            new VersionRule.Within(VersionRange.parse("<2.0.0")),
                            Optional.empty(),
                            Optional.empty(),
                            Exclusion.NOBODY)
                    .dynamic(name.startsWith("fleet-d"));
        return Cohort.EVERY_DEVICE.dynamic(name.startsWith("dynamic"));
    }

    private static List<Wave> waves(String name) {
        if (!name.startsWith("fleet-")) return Defaults.waves(List.of(Defaults.GATE));
        return List.of(
                new Wave(
                        "lab",
                        new Size.Count(4),
                        Duration.ZERO,
                        List.of(),
                        new Selector(Map.of("ring", "lab"), List.of())),
                new Wave("all", Size.percent(100), Duration.ZERO, List.of()));
    }

    public static Rollout rollout(String name) {
        return Rollout.preparing(campaign(name), release())
                .draft()
                .pacing(new Pacing(135, Duration.ofMillis(5_000_000_123L), 59, 2))
                .build();
    }

    /** Each state, with each value that its fields can tell apart. */
    public static List<State> states() {
        Instant soon = at(60);
        List<State> states = new ArrayList<>();
        states.add(new State.Queued(Instant.EPOCH, Instant.MAX));
        states.add(new State.Queued(soon, at(600)));
        states.add(new State.Commanded(soon));
        states.add(new State.Accepted(soon));
        states.add(new State.Downloading(soon, 0));
        states.add(new State.Downloading(soon, 5_000_000_000L));
        states.add(new State.Installing(soon));
        states.add(new State.Rebooting(soon));
        for (boolean born : new boolean[] {false, true})
            for (boolean valid : new boolean[] {false, true})
                states.add(new State.Probation(soon, born, valid));
        states.add(new State.Confirmed(soon));
        for (Code code : Code.values()) {
            states.add(new State.RolledBack(soon, code, true));
            states.add(new State.RolledBack(soon, code, false));
            states.add(new State.Failed(soon, code));
            states.add(new State.Refused(soon, code));
        }
        states.add(new State.Expired(soon, "Downloading"));
        states.add(new State.Lost(soon));
        states.add(new State.Withdrawn(soon));
        states.add(new State.Withdrawn(soon, true));
        states.add(new State.Current(soon));
        return states;
    }

    /** The records of a sealed family. */
    public static List<Class<?>> leaves(Class<?> family) {
        if (!family.isSealed()) return List.of(family);
        return Arrays.stream(family.getPermittedSubclasses())
                .flatMap(member -> leaves(member).stream())
                .toList();
    }
}
