package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.campaign.Wave;

import java.util.List;

/**
 * The positions in the cohort that a wave adds.
 *
 * @param from first position
 * @param to behind the last one
 */
public record WaveSpan(int from, int to) {
    /** The span of the wave at an index, in a cohort of this size. */
    public static WaveSpan of(List<Wave> waves, int index, int cohort) {
        int from = index == 0 ? 0 : of(waves, index - 1, cohort).to();
        return new WaveSpan(from, Math.max(from, waves.get(index).upTo().within(cohort)));
    }

    /** The wave that contains a position. */
    public static int waveOf(List<Wave> waves, int position, int cohort) {
        for (int i = 0; i < waves.size(); i++) if (position < of(waves, i, cohort).to()) return i;
        throw new IllegalArgumentException(
                "position " + position + " is outside a cohort of " + cohort);
    }

    public int devices() {
        return to - from;
    }
}
