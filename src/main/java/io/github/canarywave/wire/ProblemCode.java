package io.github.canarywave.wire;

import java.util.Arrays;
import java.util.Optional;

/** Each way in which a campaign file can be wrong, and what {@code canarywave explain} says. */
public enum ProblemCode {
    FILE_EMPTY(
            "file-empty",
            "The file, or one document of it, has nothing in it but comments.",
            "A campaign file holds one campaign in each of its documents.",
            "Begin with apiVersion: canarywave/v1 and kind: Campaign, or take away the extra ---."),
    FILE_TOO_LARGE(
            "file-too-large",
            "The file is larger than any campaign needs to be.",
            "A campaign file has at most 256 KiB.",
            "Select devices by label instead of listing them, or split the file."),
    NOT_UTF8(
            "not-utf8",
            "The file has bytes or characters that are not text.",
            "A campaign file is UTF-8 without control characters.",
            "Save the file as UTF-8; look at the place the message names."),
    YAML_SYNTAX(
            "yaml-syntax",
            "The file is not YAML, so nothing behind this place could be read.",
            "Indent with spaces, close each bracket and quote, write \"field: value\".",
            "Correct the place the message names, or the line above it."),
    DUPLICATE_FIELD(
            "duplicate-field",
            "A field stands twice in the same place.",
            "Each field stands once; it would be a guess which of the two is meant.",
            "Take one of them away."),
    UNKNOWN_FIELD(
            "unknown-field",
            "A field has a name that we do not know in this place.",
            "Unknown fields are refused, because a mistyped rule would not be obeyed.",
            "Correct the name, or move the field to where it belongs."),
    NOT_SUPPORTED_YET(
            "not-supported-yet",
            "The field or value is part of the campaign format, but its rule is not built yet.",
            "A rule that would not be obeyed is refused and never ignored.",
            "Take it away, or wait for a release that lists it in its changelog."),
    MISSING_FIELD(
            "missing-field",
            "A field that has no default is not there.",
            "A campaign needs apiVersion, kind, metadata.name and spec.release with product and"
                    + " version; a wave needs name and upTo; a gate needs metric and max.",
            "Add the field."),
    WRONG_TYPE(
            "wrong-type",
            "A field holds another kind of value than it should: a mapping, a list or one value.",
            "A mapping is {field: value}, a list is [one, two].",
            "Write the value in the form the message names."),
    NOT_TEXT(
            "not-text",
            "YAML reads an unquoted 5.0, true or 2026-01-01 as number, truth value or date.",
            "Versions, names and labels are text: the number 5.0 and 5.00 are the same, the"
                    + " versions are not.",
            "Put the value in double quotes."),
    NOT_IN_LIST(
            "not-in-list",
            "The value is none of those the field may have.",
            "The message lists all values that are allowed.",
            "Choose one of them."),
    NOT_A_NUMBER(
            "not-a-number",
            "The value is not a whole number.",
            "Counts are written in digits alone: 1000.",
            "Write digits, without unit, point, sign or separator."),
    NOT_A_DURATION(
            "not-a-duration",
            "The value is not a length of time.",
            "A duration is a whole number and a unit without space: 10s, 30m, 4h, 14d, or several"
                    + " from large to small: 1h30m.",
            "Write number and unit together."),
    NOT_A_PERCENTAGE(
            "not-a-percentage",
            "The value is not a percentage.",
            "A percentage is a number with at most 4 decimals and % without space: 1%, 0.5%.",
            "Write number and % together."),
    NOT_A_RATE(
            "not-a-rate",
            "The value does not say how much in which time.",
            "Starts are a count per minute: 60/min. Speeds are bits per second: 400Mbit/s.",
            "Write number and unit together, without space."),
    NOT_A_TIME(
            "not-a-time",
            "The value is not a time of day, or not an instant.",
            "A time of day is hours and minutes from 00:00 to 24:00; an instant has date, time and"
                    + " offset from UTC: 2026-12-01T00:00:00Z.",
            "Write it in the form the message names."),
    NOT_A_ZONE(
            "not-a-zone",
            "The value names no time zone.",
            "A zone is a name of the IANA database such as Europe/Berlin, UTC, or device for each"
                    + " device's own.",
            "Choose one of them; names have capitals as on the map."),
    UPTO_NOT_A_SIZE(
            "upto-not-a-size",
            "The value does not say how far the wave reaches.",
            "upTo is a count of devices such as 10, or a percentage of the cohort such as 1%.",
            "Write digits alone for a count, or digits and % without space."),
    NOT_A_RANGE(
            "not-a-range",
            "The value does not say between which versions.",
            "A range is bounds with a space between them, which must all hold, each an operator"
                    + " (>= > <= < =) and a whole number or numbers with dots: \">=2.0.0 <2.4.1\".",
            "Write the bounds with their operators, or list exact versions."),
    OUT_OF_RANGE(
            "out-of-range",
            "The value is of the right kind, but too small, too large or against another field.",
            "The message names the lowest and the highest value.",
            "Choose a value within them."),
    BAD_NAME(
            "bad-name",
            "A name has characters that are not allowed in it, or is too short or too long.",
            "The message names the pattern. Campaign names have 1 to 63 lower-case letters,"
                    + " digits, dots and hyphens.",
            "Choose a name that matches."),
    EMPTY_LIST(
            "empty-list",
            "A selection is there, but with nothing in it.",
            "An empty selection could mean all or none; it is not guessed.",
            "Name at least one, or leave the field out to select without it."),
    TOO_MANY(
            "too-many",
            "A list is longer than allowed.",
            "A campaign has at most 32 waves, a wave at most 16 gates, a list of labels 32, a list"
                    + " of models, versions or label values 64, a list of devices 10000, a list of"
                    + " blackouts 100.",
            "Shorten it."),
    DUPLICATE_NAME(
            "duplicate-name",
            "Two waves of a campaign, two campaigns of a file or two entries of a list are the"
                    + " same.",
            "Names are unique, because commands and messages refer to them.",
            "Rename or take away one."),
    UPTO_NOT_RISING(
            "upto-not-rising",
            "A wave does not reach further than one before it.",
            "upTo is cumulative: each wave reaches further into the cohort than those before.",
            "Put the waves in order, and say where each ends, not how many it adds."),
    LAST_WAVE_NOT_WHOLE(
            "last-wave-not-whole",
            "The last wave does not reach the end of the cohort.",
            "The last wave has upTo: 100%, so that no device is left behind unnoticed.",
            "Add a last wave with upTo: 100%; to stop earlier, select fewer devices."),
    RELEASE_AND_CONFIG(
            "release-and-config",
            "The campaign asks for a release and for a configuration.",
            "A campaign has exactly one of release and config.",
            "Make two campaigns of it.");

    private final String word;
    private final String cause;
    private final String rule;
    private final String remedy;

    ProblemCode(String word, String cause, String rule, String remedy) {
        this.word = word;
        this.cause = cause;
        this.rule = rule;
        this.remedy = remedy;
    }

    /** The code as people type it, kebab-case; never changes. */
    public String word() {
        return word;
    }

    /** Cause, rule and remedy in three lines. */
    public String explanation() {
        return word + ": " + cause + "\nRule:   " + rule + "\nRemedy: " + remedy + "\n";
    }

    public static Optional<ProblemCode> of(String word) {
        return Arrays.stream(values()).filter(c -> c.word.equals(word)).findFirst();
    }
}
