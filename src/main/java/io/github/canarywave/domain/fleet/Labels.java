package io.github.canarywave.domain.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What a label of a device looks like. */
public final class Labels {
    public static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,62}");
    public static final Pattern VALUE = Pattern.compile("[^\\p{Cntrl}\\p{Cs}]{0,63}");

    /** Labels of one device; they are read with each look at it. */
    public static final int MAX = 32;

    private Labels() {}

    /** What is wrong with the labels of a device, one sentence each. */
    public static List<String> problems(Map<String, String> labels) {
        List<String> problems = new ArrayList<>();
        if (labels.size() > MAX)
            problems.add("a device has at most " + MAX + " labels, got " + labels.size());
        labels.forEach(
                (name, value) -> {
                    if (!NAME.matcher(name).matches())
                        problems.add("label must match " + NAME + ", got \"" + name + "\"");
                    if (!VALUE.matcher(value).matches())
                        problems.add(
                                "label "
                                        + name
                                        + " must have at most 63 printable characters, got \""
                                        + value
                                        + "\"");
                });
        return problems;
    }
}
