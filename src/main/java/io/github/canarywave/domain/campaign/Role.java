package io.github.canarywave.domain.campaign;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a person may do. */
public enum Role {
    /** Looks at everything. */
    VIEWER,
    /** Plans, applies, pauses, halts and resumes campaigns. */
    OPERATOR,
    /** Approves waves. */
    APPROVER,
    /** Everything, persons, devices and releases too. */
    ADMIN;

    /** Whether who has this role may do what is for the other one. */
    public boolean covers(Role needed) {
        return this == needed || this == ADMIN || needed == VIEWER;
    }

    /** The word of files, commands and the API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The role of a word.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Role of(String word) {
        return Arrays.stream(values())
                .filter(role -> role.word().equals(word))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "a role is one of " + words() + ", got \"" + word + "\""));
    }

    private static String words() {
        return Arrays.stream(values()).map(Role::word).collect(Collectors.joining(", "));
    }
}
