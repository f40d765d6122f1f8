package io.github.canarywave.domain.campaign;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A question in PromQL, with places for what is asked about: {@code {{campaign}}}, {@code
 * {{wave}}}, {@code {{product}}} and {@code {{version}}}.
 *
 * @param text 1 to 1 000 characters
 */
public record Query(String text) {
    /** Far more than a rule on a dashboard has; it goes out every half minute. */
    public static final int MAX_CHARACTERS = 1_000;

    private static final Set<String> NAMES =
            new TreeSet<>(Set.of("campaign", "wave", "product", "version"));

    /** What names of campaigns, waves, products and versions are made of. */
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9._+-]{1,63}");

    /** Line breaks of a file, and what could write over a terminal or begin a line of a log. */
    private static final Pattern NOT_SHOWN = Pattern.compile("[\\s\\p{C}\\p{Zl}\\p{Zp}]+");

    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z]+)}}");

    public Query {
        if (text.isBlank() || text.length() > MAX_CHARACTERS)
            throw new IllegalArgumentException(
                    "a query has 1 to "
                            + MAX_CHARACTERS
                            + " characters, got "
                            + (text.isBlank() ? "a blank one" : text.length()));
        Matcher place = PLACE.matcher(text);
        while (place.find()) if (!NAMES.contains(place.group(1))) throw unknown(place.group());
        String rest = PLACE.matcher(text).replaceAll(" ");
        for (String brace : new String[] {"{{", "}}"})
            if (rest.contains(brace)) throw unknown(rest.substring(rest.indexOf(brace)));
    }

    private static IllegalArgumentException unknown(String got) {
        String known = String.join("}}, {{", NAMES);
        return new IllegalArgumentException(
                "only {{"
                        + known
                        + "}} are filled in, got \""
                        + got.substring(0, Math.min(got.length(), 40))
                        + "\"");
    }

    /**
     * The question with its places filled in, in one pass: what was filled in is not read again.
     *
     * @param values by name; they cannot end a string of PromQL, because none of their characters
     *     means anything within one
     */
    public String filled(Map<String, String> values) {
        return PLACE.matcher(text).replaceAll(place -> safe(values, place.group(1)));
    }

    private static String safe(Map<String, String> values, String name) {
        String value = values.getOrDefault(name, "");
        if (!SAFE.matcher(value).matches())
            throw new IllegalStateException(
                    name + " must match " + SAFE + " to stand in a query, got \"" + value + "\"");
        return value;
    }

    /** For people, on one line. */
    @Override
    public String toString() {
        return shown(text);
    }

    /** The question as it will be asked, for people, on one line. */
    public String shown(Map<String, String> values) {
        return shown(filled(values));
    }

    private static String shown(String text) {
        return NOT_SHOWN.matcher(text).replaceAll(" ").strip();
    }
}
