package io.github.canarywave.domain.campaign;

import io.github.canarywave.domain.fleet.Version;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which versions a device may run to be selected, or to be left out. */
public sealed interface VersionRule {
    VersionRule ANY = new Any();

    /** What the rule says of the version that a device says it runs, if it ever said one. */
    Match of(Optional<Version> version);

    /** What a rule says of a version. */
    enum Match {
        YES,
        NO,
        /** It has no place in the range: opaque, or of another kind than its bounds. */
        INCOMPARABLE,
        /** The device has never said what it runs. */
        UNKNOWN
    }

    /** No rule. */
    record Any() implements VersionRule {
        @Override
        public Match of(Optional<Version> version) {
            return Match.YES;
        }
    }

    /** Exactly these, letter by letter; so opaque versions can be named too. */
    record OneOf(Set<Version> versions) implements VersionRule {
        public OneOf {
            versions = Set.copyOf(versions);
            if (versions.isEmpty()) throw new IllegalArgumentException("a list has a version");
        }

        @Override
        public Match of(Optional<Version> version) {
            return version.map(v -> versions.contains(v) ? Match.YES : Match.NO)
                    .orElse(Match.UNKNOWN);
        }

        @Override
        public String toString() {
            return String.join(", ", new TreeSet<>(versions).stream().map(Version::value).toList());
        }
    }

    /** All within a range. */
    record Within(VersionRange range) implements VersionRule {
        @Override
        public Match of(Optional<Version> version) {
            return version.map(range::of).orElse(Match.UNKNOWN);
        }

        @Override
        public String toString() {
            return range.toString();
        }
    }
}
