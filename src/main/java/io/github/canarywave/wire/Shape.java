package io.github.canarywave.wire;

import java.util.List;
import java.util.stream.Stream;

/**
 * The fields that one mapping of a campaign file may have.
 *
 * @param known fields whose rule is built
 * @param notYet fields of the format whose rule is not built, refused by name
 */
record Shape(List<String> known, List<String> notYet) {
    static Shape of(String... known) {
        return new Shape(List.of(known), List.of());
    }

    /** What is said of a field that is none of these. */
    Fault unknown(String name, String inPlace) {
        List<String> all = Stream.concat(known.stream(), notYet.stream()).toList();
        String advice =
                Nearest.to(name, all)
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse("known here: " + String.join(", ", all));
        return new Fault(
                ProblemCode.UNKNOWN_FIELD, "unknown field '" + name + "'" + inPlace, advice);
    }

    Shape notYet(String... more) {
        return new Shape(known, List.of(more));
    }
}
