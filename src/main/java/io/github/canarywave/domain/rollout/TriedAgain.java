package io.github.canarywave.domain.rollout;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Devices that are tried again after an attempt that failed, by why it did, for people. */
final class TriedAgain {
    /** The most frequent causes tell what is wrong; the rest stands in the list of devices. */
    private static final int CAUSES_MAX = 3;

    private TriedAgain() {}

    /** As the last words of a reason; empty where nobody is. */
    static String text(Tally tally) {
        Map<String, Long> causes = new TreeMap<>();
        tally.counts()
                .forEach(
                        (key, devices) -> {
                            boolean again =
                                    devices > 0
                                            && !key.code().isEmpty()
                                            && !States.ENDED.contains(key.state());
                            if (again) causes.merge(key.code(), devices, Long::sum);
                        });
        return causes.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(CAUSES_MAX)
                .map(cause -> "; " + cause.getValue() + " tried again after " + cause.getKey())
                .collect(Collectors.joining());
    }
}
