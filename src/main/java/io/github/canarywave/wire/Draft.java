package io.github.canarywave.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * What comes up while one campaign is read. Confined to one reading.
 *
 * @param findings what is wrong
 * @param defaults what the file left to us, sentences for the plan
 * @param notes what is allowed but deserves a second look
 */
record Draft(Findings findings, List<String> defaults, List<String> notes) {
    Draft(Findings findings) {
        this(findings, new ArrayList<>(), new ArrayList<>());
    }

    /** Says what applies when the field is absent. */
    void defaultOf(Mapping mapping, String name, String sentence) {
        if (!mapping.has(name)) defaults.add(sentence);
    }
}
