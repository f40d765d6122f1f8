package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.Role;

import java.util.regex.Pattern;

/**
 * Somebody who may ask for something: a name with a token that counts.
 *
 * @param token SHA-256 of the token in hexadecimal, never the token itself
 */
public record Person(String name, Role role, String token) {
    /** Who acts when no person does; nobody else is called so. */
    public static final String SERVER = "canarywave";

    /** Lower case alone: two persons must not differ in the size of a letter. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,31}");

    /**
     * The same name, if it is one.
     *
     * @throws IllegalArgumentException when it breaks the rule
     */
    public static String name(String text) {
        if (!NAME.matcher(text).matches() || text.equals(SERVER))
            throw new IllegalArgumentException(
                    "the name of a person must match "
                            + NAME
                            + " and is not "
                            + SERVER
                            + ", got \""
                            + text
                            + "\"");
        return text;
    }
}
