package io.github.canarywave.app;

import java.util.List;

/**
 * A cohort as a picture of {@value #COLUMNS} x {@value #ROWS} cells, filled row by row in the order
 * of the cohort, which a hash decides: so each wave is a run of cells.
 *
 * @param cells one character a cell: {@code .} no device, {@code w} all wait, {@code r} some are
 *     between command and outcome, {@code o} all that have ended are well, {@code f} some failed,
 *     {@code F} at least a fifth of its devices failed
 * @param devices in the cohort
 */
public record FleetMap(String cells, int devices) {
    public static final int COLUMNS = 64;
    public static final int ROWS = 16;
    static final int CELLS = COLUMNS * ROWS;

    /** Of a cell in which one of so many failed, at least, something is wrong. */
    private static final int GRAVE = 5;

    /**
     * What became of the devices of one part of a cohort.
     *
     * @param failed how many ended badly
     * @param running whether some are between command and outcome
     * @param well whether some run the release
     */
    public record Part(long failed, boolean running, boolean well) {}

    /** Devices that one cell stands for, at least 1. */
    static int each(int devices) {
        return Math.max(1, Math.ceilDiv(devices, CELLS));
    }

    /** Draws the parts of a cohort. */
    static FleetMap of(List<Part> parts, int devices) {
        int each = each(devices);
        StringBuilder cells = new StringBuilder(CELLS);
        for (int i = 0; i < CELLS; i++)
            cells.append(sign(parts.get(i), Math.clamp(devices - (long) i * each, 0, each)));
        return new FleetMap(cells.toString(), devices);
    }

    private static char sign(Part part, int devices) {
        if (devices == 0) return '.';
        if (part.failed() * GRAVE >= devices) return 'F';
        if (part.failed() > 0) return 'f';
        if (part.running()) return 'r';
        return part.well() ? 'o' : 'w';
    }
}
