package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.campaign.Wave;
import io.github.canarywave.domain.rollout.CohortOrder.Member;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which devices a wave takes first. Each wave takes those it prefers from what the waves before it
 * have left, then the others, both in the order of the cohort: so a wave that reaches further only
 * adds devices.
 */
public final class Preference {
    private Preference() {}

    /** The waves that prefer a device with these labels, one bit for each index. */
    public static int of(Map<String, String> labels, List<Wave> waves) {
        int preferring = 0;
        for (int i = 0; i < waves.size(); i++)
            if (hasOne(waves.get(i)) && waves.get(i).prefer().matches(labels)) preferring |= 1 << i;
        return preferring;
    }

    private static boolean hasOne(Wave wave) {
        return !wave.prefer().isEmpty();
    }

    /** The members of a cohort in an order that each wave takes from the front of what is left. */
    static List<Member> arranged(List<Member> order, List<Wave> waves) {
        if (waves.stream().noneMatch(Preference::hasOne)) return order;
        List<Member> arranged = new ArrayList<>(order.size());
        boolean[] taken = new boolean[order.size()];
        for (int i = 0; i < waves.size(); i++) {
            int end = WaveSpan.of(waves, i, order.size()).to();
            take(order, taken, 1 << i, end, arranged);
            take(order, taken, 0, end, arranged);
        }
        take(order, taken, 0, order.size(), arranged);
        return arranged;
    }

    /** Takes members that the wave prefers, or any when it is 0, until the order has this end. */
    private static void take(
            List<Member> order, boolean[] taken, int wave, int end, List<Member> arranged) {
        for (int i = 0; i < taken.length && arranged.size() < end; i++) {
            if (taken[i] || (order.get(i).preferring() & wave) != wave) continue;
            taken[i] = true;
            arranged.add(order.get(i));
        }
    }
}
