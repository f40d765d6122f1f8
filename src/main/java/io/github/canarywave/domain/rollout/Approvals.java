package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.campaign.Approval;
import io.github.canarywave.domain.campaign.Role;
import io.github.canarywave.domain.campaign.Wave;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What persons have agreed to, and who may. Nobody agrees to what is his own.
 *
 * @param creator who created the campaign
 * @param reviser who wrote its present revision
 * @param given approvals whose token still counts
 */
public record Approvals(String creator, String reviser, List<Given> given) {
    /** Of a campaign without approvals. */
    public static final Approvals NONE = new Approvals("", "", List.of());

    /** The subject of an approval that lets a wave open. */
    public static final String OPENING = "opening";

    /** The name under which a rollout is paused when nobody agreed in time. */
    public static final String PAUSE = "approval";

    public Approvals {
        given = List.copyOf(given);
    }

    /**
     * What one person agreed to.
     *
     * @param wave its name: a revision may put waves between others
     * @param subject {@link #OPENING}, or the name of a gate of the wave
     */
    public record Given(String wave, String subject, String person, Role role) {}

    /** Why this person cannot agree to it. */
    public Optional<String> objection(String person, Role role, Approval rule) {
        if (creator.isEmpty()) return Optional.of("nobody knows who created the campaign");
        if (person.equals(creator))
            return Optional.of(
                    person + " created the campaign and cannot approve it; another person must");
        if (person.equals(reviser))
            return Optional.of(
                    person
                            + " wrote its present revision and cannot approve it; another person"
                            + " must");
        if (!rule.by(role))
            return Optional.of(
                    person
                            + " has the role "
                            + role.word()
                            + ", this needs the role "
                            + rule.who());
        return Optional.empty();
    }

    /** Whether somebody has agreed to it. */
    public boolean has(String wave, String subject, Approval rule) {
        return given.stream()
                .filter(g -> g.wave().equals(wave) && g.subject().equals(subject))
                .anyMatch(g -> objection(g.person(), g.role(), rule).isEmpty());
    }

    /**
     * Waves whose approval is missing before one may open; those that are left out on the way to it
     * need theirs too.
     *
     * @param opened index of the wave opened last
     * @param next index of the wave that is to open
     */
    public List<Integer> missing(Rollout rollout, int opened, int next) {
        List<Integer> missing = new ArrayList<>();
        for (int i = opened + 1; i <= next; i++) {
            Wave wave = rollout.wave(i);
            if (wave.approval().filter(rule -> !has(wave.name(), OPENING, rule)).isPresent())
                missing.add(i);
        }
        return missing;
    }

    /** Who must not agree, in words. */
    String others() {
        return creator.equals(reviser) || reviser.isEmpty()
                ? "not " + creator
                : "neither " + creator + " nor " + reviser;
    }
}
