package io.github.canarywave.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The long form: prints the tables of docs/evidence.md. */
public final class Statistics {
    private static final int FLEET = 10_000;
    private static final double LIMIT = 0.02;
    private static final int STRATA = 20;

    private Statistics() {}

    /**
     * Runs the series.
     *
     * @param args how many campaigns each series has (10 000), the first seed (1), and which table
     *     alone: limit, reverse, strata, harmful or rare (all)
     */
    public static void main(String[] args) {
        int campaigns = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
        System.out.printf(
                Locale.ROOT,
                "Fleet of %d, default waves, gate and pace; seeds %d to %d in each series.%n%n",
                FLEET,
                seed,
                seed + campaigns - 1);
        List<String> tables =
                args.length > 2
                        ? List.of(args[2])
                        : List.of("limit", "reverse", "strata", "harmful", "rare");
        for (String table : tables)
            switch (table) {
                case "limit" -> falseHalts(campaigns, seed);
                case "reverse" -> falseHaltsReversed(campaigns, seed);
                case "strata" -> strata(campaigns, seed);
                case "harmful" -> commanded(campaigns, seed);
                case "rare" -> rare(campaigns, seed);
                default -> throw new IllegalArgumentException("no table is called " + table);
            }
    }

    private static void falseHalts(int campaigns, long seed) {
        String order = "failures 20 times faster";
        Series ours = Series.ours(Firmware.reporting(LIMIT), FLEET, seed);
        headOfFalseHalts();
        row(order, "evidence gate", ours.run(campaigns));
        row(order, "10 % of the group", ours.by(Rule.TENTH_OF_GROUP).run(few(campaigns)));
        row(order, "10 % after 10", ours.by(Rule.TENTH_AFTER_TEN).run(few(campaigns)));
        System.out.printf(Locale.ROOT, "%n");
    }

    private static void falseHaltsReversed(int campaigns, long seed) {
        Series ours = Series.ours(Firmware.reporting(LIMIT).reversed(), FLEET, seed);
        headOfFalseHalts();
        row("successes 20 times faster", "evidence gate", ours.run(campaigns));
        System.out.printf(Locale.ROOT, "%n");
    }

    private static void headOfFalseHalts() {
        System.out.printf(
                Locale.ROOT,
                "| exactly 2 %% fail | rule | halted | 99 %% bound | a person was asked |%n");
        System.out.printf(Locale.ROOT, "|---|---|---|---|---|%n");
    }

    /** The other rules take as long as ours, and need no bound. */
    private static int few(int campaigns) {
        return Math.min(campaigns, Math.max(100, Math.ceilDiv(campaigns, 100)));
    }

    private static void row(String order, String rule, Series.Results results) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %d of %d | %.2f %% | %d |%n",
                order,
                rule,
                results.halted(),
                results.outcomes().size(),
                results.haltsAtMost() * 100,
                results.asked());
    }

    /** Many strata, all judged beside the whole; the rules of others have no strata. */
    private static void strata(int campaigns, long seed) {
        System.out.printf(
                Locale.ROOT,
                "| exactly 2 %% fail, %d strata | rule | halted | a stratum held | either, 99 %%"
                        + " bound | a person was asked | most commanded when all fail |%n"
                        + "|---|---|---|---|---|---|---|%n",
                STRATA);
        Firmware firmware = Firmware.reporting(LIMIT);
        both("failures 20 times faster", firmware, campaigns, seed);
        both("successes 20 times faster", firmware.reversed(), campaigns, seed);
        System.out.printf(Locale.ROOT, "%n");
    }

    private static void both(String order, Firmware firmware, int campaigns, long seed) {
        Series ours = Series.ours(firmware, FLEET, seed).withStrata(STRATA);
        rowOfStrata(order, "evidence gate", ours, campaigns);
        rowOfStrata(order, "10 % of the group", ours.by(Rule.TENTH_OF_GROUP), few(campaigns));
        rowOfStrata(order, "10 % after 10", ours.by(Rule.TENTH_AFTER_TEN), few(campaigns));
    }

    private static void rowOfStrata(String order, String rule, Series series, int campaigns) {
        Series.Results results = series.run(campaigns);
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %d of %d (%.2f %%) | %d | %d, %.2f %% | %d | %d |%n",
                order,
                rule,
                results.halted(),
                campaigns,
                100.0 * results.halted() / campaigns,
                results.held(),
                results.stopped(),
                results.atMost(results.stopped()) * 100,
                results.asked(),
                series.failing().run(few(campaigns)).commanded(100));
    }

    private static void commanded(int campaigns, long seed) {
        System.out.printf(
                Locale.ROOT,
                "| failing | how | evidence gate | 10 %% of the group | 10 %% after 10 |%n");
        System.out.printf(Locale.ROOT, "|---|---|---|---|---|%n");
        for (int percent : new int[] {100, 50, 30, 15, 10})
            for (boolean silent : new boolean[] {false, true}) {
                double share = percent / 100.0;
                Firmware firmware = silent ? Firmware.silent(share) : Firmware.reporting(share);
                Series ours = Series.ours(firmware, FLEET, seed);
                List<Series> all =
                        List.of(ours, ours.by(Rule.TENTH_OF_GROUP), ours.by(Rule.TENTH_AFTER_TEN));
                System.out.printf(
                        Locale.ROOT, "| %d %% | %s |", percent, silent ? "silent" : "reported");
                for (Series series : all) {
                    Series.Results results =
                            series.run(series.equals(ours) ? campaigns : few(campaigns));
                    System.out.printf(
                            Locale.ROOT,
                            " %.0f / %d |",
                            results.meanCommanded(),
                            results.commanded(95));
                }
                System.out.printf(Locale.ROOT, "%n");
            }
        System.out.printf(Locale.ROOT, "%n");
    }

    private static void rare(int campaigns, long seed) {
        Series.Results results =
                Series.ours(Firmware.reporting(0), FLEET, seed).withRare(100).run(few(campaigns));
        int[] held = results.rareCommanded();
        System.out.printf(
                Locale.ROOT,
                "A stratum of 1 %% that fails wholly: held in %d of %d campaigns after %.1f of its"
                        + " devices in the mean, at most %d; rollouts halted: %d.%n",
                held.length,
                results.outcomes().size(),
                Arrays.stream(held).average().orElse(0),
                Arrays.stream(held).max().orElse(0),
                results.halted());
    }
}
