package io.github.canarywave.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.app.FleetMap.Part;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What the cells of the picture say. */
class FleetMapTest {
    private static final Part WAITING = new Part(0, false, false);

    private static FleetMap of(int devices, Part... first) {
        List<Part> parts = new ArrayList<>(Collections.nCopies(FleetMap.CELLS, WAITING));
        for (int i = 0; i < first.length; i++) parts.set(i, first[i]);
        return FleetMap.of(parts, devices);
    }

    @Test
    void aFailureIsSeenThroughEverythingElse() {
        FleetMap map =
                of(
                        10_240,
                        new Part(2, true, true),
                        new Part(1, true, true),
                        new Part(0, true, true),
                        new Part(0, false, true),
                        WAITING);
        assertThat(map.cells()).hasSize(1024).startsWith("Ffrow");
    }

    @Test
    void cellsWithoutDevicesStandAtTheEnd() {
        assertThat(of(3, new Part(0, false, true)).cells()).startsWith("oww.").endsWith(".");
        assertThat(of(0).cells()).isEqualTo(".".repeat(1024));
        assertThat(of(1_025).cells()).isEqualTo("w".repeat(513) + ".".repeat(511));
        assertThat(of(1_000_000).cells()).isEqualTo("w".repeat(1024));
    }

    @Test
    void theLastCellIsJudgedByTheDevicesThatItHas() {
        assertThat(of(11, parts(11)).cells()).startsWith("w".repeat(10) + "F.");
        Part[] parts = parts(1_024);
        assertThat(of(1_024 * 100 - 99, parts).cells()).endsWith("wF");
    }

    private static Part[] parts(int cells) {
        Part[] parts = Collections.nCopies(cells, WAITING).toArray(Part[]::new);
        parts[cells - 1] = new Part(1, false, false);
        return parts;
    }
}
