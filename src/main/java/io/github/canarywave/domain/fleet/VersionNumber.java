package io.github.canarywave.domain.fleet;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version that has a place among others: a whole number such as a build number, or numbers with
 * dots as in Semantic Versioning 2.0.0, from two to four of them. Every other version is opaque: it
 * is the same as another or it is not, and nobody can say which is newer.
 */
public final class VersionNumber {
    private static final Pattern SHAPE =
            Pattern.compile("v?(\\d+(?:\\.\\d+){0,3})(?:-([0-9A-Za-z.-]+))?(?:\\+[0-9A-Za-z.-]+)?");

    /**
     * What git describe puts behind a tag. Semantic Versioning would place it before the tag it
     * comes after, so it counts as opaque.
     */
    private static final Pattern DESCRIBED = Pattern.compile("\\d+-g[0-9a-f]{4,}.*");

    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private final List<BigInteger> numbers;
    private final List<String> preRelease;

    private VersionNumber(List<BigInteger> numbers, List<String> preRelease) {
        this.numbers = numbers;
        this.preRelease = preRelease;
    }

    /** The place of a version; nothing for an opaque one. */
    public static Optional<VersionNumber> of(Version version) {
        Matcher parts = SHAPE.matcher(version.value());
        if (!parts.matches()) return Optional.empty();
        String before = parts.group(2) == null ? "" : parts.group(2);
        List<BigInteger> numbers =
                Arrays.stream(parts.group(1).split("\\.")).map(BigInteger::new).toList();
        List<String> identifiers = before.isEmpty() ? List.of() : List.of(before.split("\\.", -1));
        // A build number has no releases before it, and no identifier is empty.
        boolean odd = (numbers.size() == 1 && !before.isEmpty()) || identifiers.contains("");
        return odd || DESCRIBED.matcher(before).matches()
                ? Optional.empty()
                : Optional.of(new VersionNumber(numbers, identifiers));
    }

    /** Whether both are whole numbers or both have dots; others have no order. */
    public boolean isOfTheKindOf(VersionNumber other) {
        return (numbers.size() == 1) == (other.numbers.size() == 1);
    }

    /**
     * Below 0 when this comes before the other, 0 when neither does. Missing numbers are 0; what
     * stands behind a plus does not matter.
     *
     * @param other of the same kind
     */
    public int orderTo(VersionNumber other) {
        if (!isOfTheKindOf(other))
            throw new IllegalArgumentException(this + " and " + other + " have no order");
        for (int i = 0; i < Math.max(numbers.size(), other.numbers.size()); i++) {
            int order = number(i).compareTo(other.number(i));
            if (order != 0) return order;
        }
        return preReleaseOrder(preRelease, other.preRelease);
    }

    private BigInteger number(int index) {
        return index < numbers.size() ? numbers.get(index) : BigInteger.ZERO;
    }

    /** Semantic Versioning 2.0.0, point 11. */
    private static int preReleaseOrder(List<String> one, List<String> other) {
        if (one.isEmpty() || other.isEmpty())
            return Boolean.compare(one.isEmpty(), other.isEmpty());
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            int order = identifierOrder(one.get(i), other.get(i));
            if (order != 0) return order;
        }
        return Integer.compare(one.size(), other.size());
    }

    private static int identifierOrder(String one, String other) {
        boolean oneIsNumber = NUMBER.matcher(one).matches();
        boolean otherIsNumber = NUMBER.matcher(other).matches();
        if (oneIsNumber && otherIsNumber)
            return new BigInteger(one).compareTo(new BigInteger(other));
        if (oneIsNumber != otherIsNumber) return oneIsNumber ? -1 : 1;
        return one.compareTo(other);
    }

    @Override
    public String toString() {
        List<String> words = new ArrayList<>();
        numbers.forEach(number -> words.add(number.toString()));
        String text = String.join(".", words);
        return preRelease.isEmpty() ? text : text + "-" + String.join(".", preRelease);
    }
}
