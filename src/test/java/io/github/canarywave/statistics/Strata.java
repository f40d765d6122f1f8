package io.github.canarywave.statistics;

/**
 * Of which kind each device of a cohort is; each stratum has its proportion of each wave, as the
 * order of a cohort places it.
 *
 * @param alike strata of one size that take a firmware alike, at least 1
 * @param rare each so many devices are of a stratum that fails wholly; 0: none is
 */
record Strata(int alike, int rare) {
    static final String RARE = "rare";
    static final Strata ONE = new Strata(1, 0);

    String of(int position) {
        return rare > 0 && position % rare == rare / 2 ? RARE : "kind " + position % alike;
    }
}
