package io.github.canarywave.wire;

import io.github.canarywave.domain.campaign.Approval;
import io.github.canarywave.domain.campaign.Defaults;
import io.github.canarywave.domain.campaign.Gate;
import io.github.canarywave.domain.campaign.Role;
import io.github.canarywave.domain.campaign.Selector;
import io.github.canarywave.domain.campaign.Share;
import io.github.canarywave.domain.campaign.Size;
import io.github.canarywave.domain.campaign.Wave;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the waves of a campaign with their gates. */
final class WavesReader {
    private static final int WAVES_MAX = 32;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,31}");

    /** As in the default waves: a short look at the first, a working day's half at the others. */
    private static final Duration SOAK_OF_FIRST = Duration.ofMinutes(30);

    private static final Duration SOAK_OF_OTHERS = Duration.ofHours(4);
    private static final Shape WAVE =
            Shape.of("name", "upTo", "soak", "gates", "approval", "prefer");
    private static final Shape APPROVAL = Shape.of("required", "roles", "timeout");
    private static final Mapping.Scalar<Duration> WAIT = Scalars.duration(Duration.ofMinutes(1));

    private final Mapping spec;
    private final Draft draft;
    private final List<Gate> commonGates;
    private final Set<String> names = new HashSet<>();
    private int reachedDevices;
    private int reachedMillionths;

    private WavesReader(Mapping spec, Draft draft) {
        this.spec = spec;
        this.draft = draft;
        this.commonGates =
                spec.has("gates") ? GateReader.read(spec, draft) : List.of(Defaults.GATE);
    }

    static List<Wave> read(Mapping spec, Draft draft) {
        WavesReader reader = new WavesReader(spec, draft);
        List<Wave> waves = spec.has("waves") ? reader.waves() : reader.defaultWaves();
        for (Wave wave : waves)
            if (wave.gates().isEmpty())
                draft.notes().add("wave " + wave.name() + " has no gate: only a person stops it");
        return waves;
    }

    private List<Wave> defaultWaves() {
        List<Wave> waves = Defaults.waves(commonGates);
        draft.defaults()
                .add(
                        "waves: "
                                + waves.stream()
                                        .map(WavesReader::sentence)
                                        .collect(Collectors.joining(", ")));
        sayDefaultGate();
        return waves;
    }

    private static String sentence(Wave wave) {
        String upTo = wave.name() + " up to " + wave.upTo();
        return wave.soak().isZero() ? upTo : upTo + " soak " + Units.text(wave.soak());
    }

    private void sayDefaultGate() {
        draft.defaultOf(spec, "gates", "gates: " + Defaults.GATE);
    }

    private List<Wave> waves() {
        List<Mapping> found = spec.mappings("waves", WAVE, WAVES_MAX);
        if (spec.isEmpty("waves"))
            spec.complain(
                    "waves",
                    new Fault(
                            ProblemCode.EMPTY_LIST,
                            "waves is empty, a campaign has at least one",
                            "leave it out for the default waves"));
        List<Wave> waves = new ArrayList<>();
        for (int i = 0; i < found.size(); i++)
            wave(found.get(i), i, i == found.size() - 1).ifPresent(waves::add);
        if (found.stream().anyMatch(wave -> !wave.has("gates"))) sayDefaultGate();
        return waves;
    }

    private Optional<Wave> wave(Mapping wave, int index, boolean last) {
        Optional<String> name = wave.required("name", Scalars.shaped(NAME));
        Optional<Size> upTo = wave.required("upTo", Scalars::size);
        name.ifPresent(word -> checkUnique(wave, word));
        upTo.ifPresent(size -> checkReach(wave, size, last));
        Duration soak = soak(wave, name.orElse(""), index, last);
        List<Gate> gates = wave.has("gates") ? GateReader.read(wave, draft) : commonGates;
        Optional<Approval> approval = wave.mapping("approval", APPROVAL).flatMap(this::approval);
        Selector prefer = SelectorReader.in(wave, "prefer").orElse(Selector.ANY);
        return name.flatMap(
                word -> upTo.map(size -> new Wave(word, size, soak, gates, approval, prefer)));
    }

    /** A role must be there to be told apart from "anybody"; without the word it is required. */
    private Optional<Approval> approval(Mapping approval) {
        boolean required =
                approval.optional("required", Scalars.choice(List.of("true", "false"), List.of()))
                        .map("true"::equals)
                        .orElse(true);
        List<Role> roles = approval.scalars("roles", Scalars.named(Role::of), Role.values().length);
        if (approval.isEmpty("roles"))
            approval.complain(
                    "roles",
                    new Fault(
                            ProblemCode.EMPTY_LIST,
                            "roles is empty: nobody could approve",
                            "leave it out for approver"));
        Approval usual = Approval.DEFAULT;
        draft.defaultOf(approval, "roles", approval.place() + ".roles: " + usual.who());
        draft.defaultOf(
                approval, "timeout", approval.place() + ".timeout: " + Units.text(usual.timeout()));
        Duration timeout = approval.optional("timeout", WAIT).orElse(usual.timeout());
        return required
                ? Optional.of(
                        new Approval(roles.isEmpty() ? usual.roles() : Set.copyOf(roles), timeout))
                : Optional.empty();
    }

    private void checkUnique(Mapping wave, String name) {
        if (!names.add(name))
            wave.complain(
                    "name",
                    new Fault(ProblemCode.DUPLICATE_NAME, "two waves are named '" + name + "'"));
    }

    /** Counts and percentages are compared among themselves: the cohort's size is not known. */
    private void checkReach(Mapping wave, Size size, boolean last) {
        int devices = size instanceof Size.Count count ? count.devices() : Integer.MAX_VALUE;
        int millionths =
                size instanceof Size.Part part ? part.share().millionths() : Integer.MAX_VALUE;
        boolean behindWhole = reachedMillionths == Share.WHOLE;
        if (devices <= reachedDevices || millionths <= reachedMillionths || behindWhole)
            wave.complain("upTo", notRising(size));
        if (last && millionths != Share.WHOLE)
            wave.complain(
                    "upTo",
                    new Fault(
                            ProblemCode.LAST_WAVE_NOT_WHOLE,
                            "the last wave must reach 100%, got " + size,
                            "write 100%, or add a wave behind it"));
        if (size instanceof Size.Count) reachedDevices = Math.max(reachedDevices, devices);
        else reachedMillionths = Math.max(reachedMillionths, millionths);
    }

    private Fault notRising(Size size) {
        String reached =
                size instanceof Size.Count && reachedMillionths != Share.WHOLE
                        ? Integer.toString(reachedDevices)
                        : new Share(reachedMillionths).toString();
        return new Fault(
                ProblemCode.UPTO_NOT_RISING,
                "upTo must be above " + reached + " of a wave before, got " + size,
                "upTo is cumulative");
    }

    private Duration soak(Mapping wave, String name, int index, boolean last) {
        Duration usual = index == 0 ? SOAK_OF_FIRST : SOAK_OF_OTHERS;
        Duration otherwise = last ? Duration.ZERO : usual;
        if (!last)
            draft.defaultOf(wave, "soak", "soak of wave " + name + ": " + Units.text(otherwise));
        return wave.optional("soak", Scalars.duration(Duration.ZERO)).orElse(otherwise);
    }
}
