package io.github.canarywave.domain.campaign;

import io.github.canarywave.domain.campaign.VersionRule.Match;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.fleet.VersionNumber;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Versions between bounds, all of which must hold, as {@code >=2.0.0 <2.4.1}. Releases before a
 * version (2.4.1-rc.1) come before it, as Semantic Versioning orders them.
 */
public final class VersionRange {
    /** More bounds cannot narrow a range. */
    private static final int BOUNDS_MAX = 8;

    private static final Pattern BOUND = Pattern.compile("(>=|>|<=|<|=)?(.*)");

    private final List<Bound> bounds;

    private record Bound(String operator, VersionNumber number, String text) {
        boolean admits(VersionNumber version) {
            int order = version.orderTo(number);
            return switch (operator) {
                case ">=" -> order >= 0;
                case ">" -> order > 0;
                case "<=" -> order <= 0;
                case "<" -> order < 0;
                default -> order == 0;
            };
        }
    }

    private VersionRange(List<Bound> bounds) {
        this.bounds = bounds;
    }

    /** Whether a text is meant as a range: it begins with an operator. */
    public static boolean isMeantBy(String text) {
        return text.startsWith(">") || text.startsWith("<") || text.startsWith("=");
    }

    /**
     * Reads a range.
     *
     * @throws IllegalArgumentException when it is none; the message says why
     */
    public static VersionRange parse(String text) {
        List<Bound> bounds = new ArrayList<>();
        for (String word : text.strip().split("\\s+", -1)) bounds.add(bound(text, word));
        if (bounds.size() > BOUNDS_MAX)
            throw new IllegalArgumentException(
                    "a range has at most " + BOUNDS_MAX + " bounds, got " + bounds.size());
        if (bounds.stream().anyMatch(b -> !b.number().isOfTheKindOf(bounds.getFirst().number())))
            throw new IllegalArgumentException(
                    "the bounds of a range are all whole numbers or all have dots, got '"
                            + text
                            + "'");
        return new VersionRange(bounds);
    }

    private static Bound bound(String text, String word) {
        Matcher parts = BOUND.matcher(word);
        if (!parts.matches() || parts.group(1) == null || parts.group(2).isEmpty())
            throw new IllegalArgumentException(
                    "a range is bounds with a space between them, each an operator (>= > <= < =)"
                            + " and a version as in '>=2.0.0 <2.4.1', got '"
                            + text
                            + "'");
        VersionNumber number =
                VersionNumber.of(new Version(parts.group(2)))
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "the bound '"
                                                        + word
                                                        + "' has no place in an order: it must be"
                                                        + " a whole number or numbers with dots"));
        return new Bound(parts.group(1), number, word);
    }

    /** Whether a version is within it, is not, or has no place in it. */
    public Match of(Version version) {
        Optional<VersionNumber> number = VersionNumber.of(version);
        if (number.filter(n -> n.isOfTheKindOf(bounds.getFirst().number())).isEmpty())
            return Match.INCOMPARABLE;
        return bounds.stream().allMatch(bound -> bound.admits(number.get())) ? Match.YES : Match.NO;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VersionRange range && toString().equals(range.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** As people write it. */
    @Override
    public String toString() {
        return String.join(" ", bounds.stream().map(Bound::text).toList());
    }
}
