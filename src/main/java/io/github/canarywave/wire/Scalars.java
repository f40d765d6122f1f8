package io.github.canarywave.wire;

import io.github.canarywave.domain.campaign.Limits;
import io.github.canarywave.domain.campaign.Query;
import io.github.canarywave.domain.campaign.Share;
import io.github.canarywave.domain.campaign.Size;
import io.github.canarywave.domain.campaign.StartRate;
import io.github.canarywave.wire.Mapping.Scalar;

import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the single values of a campaign file are read, and what is said of wrong ones. */
final class Scalars {
    static final int TEXT_MAX_CHARACTERS = 500;

    /** Longer than any rollout; keeps sums of times far from overflow. */
    private static final Duration DURATION_MAX = Duration.ofDays(365);

    private static final Pattern LOOSE_DURATION =
            Pattern.compile("(\\d{1,9}) ?(s|m|h|d|sec|min|hr|second|minute|hour|day)s?");
    private static final Pattern LOOSE_PERCENT = Pattern.compile("(\\d{1,3})([.,]\\d{1,4})? *%?");
    private static final Pattern GROWTH = Pattern.compile("\\d{1,3}(\\.\\d{1,2})?");
    private static final Pattern DECIMAL =
            Pattern.compile("-?(\\d{1,13}(\\.\\d{0,9})?|\\.\\d{1,9})");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cs}&&[^\n\t]]");

    private Scalars() {}

    /** Text; what YAML reads as something else has to be quoted. */
    static String text(String name, ScalarNode node) throws Fault {
        return text(name, node, TEXT_MAX_CHARACTERS);
    }

    private static String text(String name, ScalarNode node, int maxCharacters) throws Fault {
        String text = node.getValue();
        if (!node.getTag().equals(Tag.STR))
            throw new Fault(
                    ProblemCode.NOT_TEXT,
                    name
                            + " must be text, YAML reads "
                            + shown(node)
                            + " as "
                            + kind(node.getTag()),
                    "write \"" + text + "\"");
        if (text.length() > maxCharacters)
            throw outOfRange(name, "0", maxCharacters + " characters", text.length() + "");
        Matcher unprintable = UNPRINTABLE.matcher(text);
        if (unprintable.find())
            throw new Fault(
                    ProblemCode.OUT_OF_RANGE,
                    "%s must be printable, got character U+%04X"
                            .formatted(name, unprintable.group().codePointAt(0)));
        return text;
    }

    private static String kind(Tag tag) {
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) return "a number";
        if (tag.equals(Tag.BOOL)) return "true or false";
        if (tag.equals(Tag.TIMESTAMP)) return "a date";
        return tag.equals(Tag.NULL) ? "nothing" : tag.getValue();
    }

    /** Text that a value type accepts. */
    static <T> Scalar<T> named(Function<String, T> type) {
        return (name, node) -> {
            String text = text(name, node);
            try {
                return type.apply(text);
            } catch (IllegalArgumentException e) {
                throw new Fault(ProblemCode.BAD_NAME, name + ": " + e.getMessage());
            }
        };
    }

    /** A question in PromQL. */
    static Query query(String name, ScalarNode node) throws Fault {
        String text = text(name, node, Query.MAX_CHARACTERS);
        try {
            return new Query(text);
        } catch (IllegalArgumentException e) {
            throw new Fault(ProblemCode.OUT_OF_RANGE, name + ": " + e.getMessage());
        }
    }

    /** A number with at most 9 decimals. */
    static double decimal(String name, ScalarNode node) throws Fault {
        String text = node.getValue();
        if (!DECIMAL.matcher(text).matches())
            throw new Fault(
                    ProblemCode.NOT_A_NUMBER,
                    name + " " + shown(node) + " is not a decimal number",
                    "write digits, with at most 9 behind the point: 0.05");
        double number = Double.parseDouble(text);
        if (Math.abs(number) > Limits.LARGEST)
            throw outOfRange(name, Limits.text(-Limits.LARGEST), Limits.text(Limits.LARGEST), text);
        return number == 0 ? 0 : number; // There is a zero below zero.
    }

    /** Text of this shape. */
    static Scalar<String> shaped(Pattern shape) {
        return (name, node) -> {
            String text = text(name, node);
            if (shape.matcher(text).matches()) return text;
            throw new Fault(
                    ProblemCode.BAD_NAME, name + " must match " + shape + ", got '" + text + "'");
        };
    }

    /** A length of time of at least {@code min}. */
    static Scalar<Duration> duration(Duration min) {
        return duration(min, DURATION_MAX);
    }

    /** A length of time within these bounds. */
    static Scalar<Duration> duration(Duration min, Duration max) {
        return (name, node) -> {
            Duration duration =
                    Units.duration(node.getValue()).orElseThrow(() -> notADuration(name, node));
            if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0)
                throw outOfRange(name, Units.text(min), Units.text(max), node.getValue());
            return duration;
        };
    }

    private static Fault notADuration(String name, ScalarNode node) {
        String text = node.getValue();
        Matcher loose = LOOSE_DURATION.matcher(text.toLowerCase(Locale.ROOT));
        String advice = "a duration looks like 10s, 30m, 4h or 1d";
        if (loose.matches()) advice = "write " + loose.group(1) + loose.group(2).charAt(0);
        else if (Units.count(text).isPresent())
            advice = "write %1$ss, %1$sm, %1$sh or %1$sd".formatted(text);
        return new Fault(
                ProblemCode.NOT_A_DURATION,
                name + " " + shown(node) + " is not a duration",
                advice);
    }

    /** A part of a whole within these bounds; 0 may go without the sign. */
    static Scalar<Share> share(Share min, Share max) {
        return (name, node) -> {
            String text = node.getValue().equals("0") ? "0%" : node.getValue();
            int millionths = Units.millionths(text).orElseThrow(() -> notAPercentage(name, node));
            if (millionths < min.millionths() || millionths > max.millionths())
                throw outOfRange(name, min.toString(), max.toString(), node.getValue());
            return new Share(millionths);
        };
    }

    private static Fault notAPercentage(String name, ScalarNode node) {
        return new Fault(
                ProblemCode.NOT_A_PERCENTAGE,
                name + " " + shown(node) + " is not a percentage",
                percentAdvice(node.getValue(), "a percentage looks like 1% or 0.5%"));
    }

    private static String percentAdvice(String text, String otherwise) {
        if (!LOOSE_PERCENT.matcher(text).matches()) return otherwise;
        String number = text.replace(',', '.').replace(" ", "").replace("%", "");
        String advice = "write " + number + "%";
        // Somebody who writes 0.02 mostly means a fraction.
        return number.startsWith("0.") && !text.endsWith("%")
                ? advice + " or " + new BigDecimal(number).movePointRight(2).toPlainString() + "%"
                : advice;
    }

    /** How far a wave reaches. */
    static Size size(String name, ScalarNode node) throws Fault {
        String text = node.getValue();
        if (Units.millionths(text).isEmpty() && Units.count(text).isEmpty())
            throw new Fault(
                    ProblemCode.UPTO_NOT_A_SIZE,
                    name + " " + shown(node) + " is neither a count nor a percentage",
                    percentAdvice(text, "write a count such as 10 or a percentage such as 1%"));
        return Units.size(text)
                .orElseThrow(
                        () ->
                                new Fault(
                                        ProblemCode.OUT_OF_RANGE,
                                        name
                                                + " must be above 0 and at most 100% or "
                                                + Units.COUNT_MAX
                                                + " devices, got "
                                                + text));
    }

    /** A whole number within these bounds. */
    static Scalar<Integer> number(int min, int max) {
        return (name, node) -> {
            int number =
                    Units.count(node.getValue())
                            .orElseThrow(
                                    () ->
                                            new Fault(
                                                    ProblemCode.NOT_A_NUMBER,
                                                    name
                                                            + " "
                                                            + shown(node)
                                                            + " is not a whole number",
                                                    "write digits alone, from "
                                                            + min
                                                            + " to "
                                                            + max));
            if (number < min || number > max)
                throw outOfRange(
                        name, Integer.toString(min), Integer.toString(max), node.getValue());
            return number;
        };
    }

    /** A charge: {@code 40%}. */
    static int wholePercent(String name, ScalarNode node) throws Fault {
        Share share = share(Share.percent(1), Share.ALL).read(name, node);
        if (share.millionths() % Share.percent(1).millionths() != 0)
            throw new Fault(ProblemCode.OUT_OF_RANGE, name + " is in whole percent, got " + share);
        return share.millionths() / Share.percent(1).millionths();
    }

    /** A radio signal in dBm: {@code -80}. */
    static int dbm(String name, ScalarNode node) throws Fault {
        String text = node.getValue();
        if (!text.startsWith("-") || Units.count(text.substring(1)).isEmpty())
            throw new Fault(
                    ProblemCode.NOT_A_NUMBER,
                    name + " " + shown(node) + " is not a radio signal",
                    "write dBm, a whole number below 0: -80");
        int dbm = -Units.count(text.substring(1)).orElseThrow();
        if (dbm < -120 || dbm > -1) throw outOfRange(name, "-120", "-1", text);
        return dbm;
    }

    /** Starts in a minute: {@code 60/min}. */
    static int perMinute(String name, ScalarNode node) throws Fault {
        int rate =
                Units.perMinute(node.getValue())
                        .orElseThrow(() -> notARate(name, node, "write a count and /min: 60/min"));
        if (rate < 1 || rate > StartRate.MAX_PER_MINUTE)
            throw outOfRange(name, "1/min", StartRate.MAX_PER_MINUTE + "/min", node.getValue());
        return rate;
    }

    /** A speed: {@code 400Mbit/s}, in bytes per second. */
    static long bytesPerSecond(String name, ScalarNode node) throws Fault {
        return Units.bytesPerSecond(node.getValue())
                .orElseThrow(
                        () ->
                                notARate(
                                        name,
                                        node,
                                        "write a count above 0 and kbit/s, Mbit/s or Gbit/s:"
                                                + " 400Mbit/s"));
    }

    private static Fault notARate(String name, ScalarNode node, String advice) {
        return new Fault(
                ProblemCode.NOT_A_RATE, name + " " + shown(node) + " is not a rate", advice);
    }

    /** A factor such as {@code 1.5}, in percent. */
    static int growth(String name, ScalarNode node) throws Fault {
        if (!GROWTH.matcher(node.getValue()).matches())
            throw new Fault(
                    ProblemCode.NOT_A_NUMBER,
                    name + " " + shown(node) + " is not a factor",
                    "write a number from 1 to 10 with at most 2 decimals: 1.5");
        int percent = new BigDecimal(node.getValue()).movePointRight(2).intValueExact();
        if (percent < 100 || percent > StartRate.GROWTH_MAX_PERCENT)
            throw outOfRange(name, "1", "10", node.getValue());
        return percent;
    }

    /** One of a few words. */
    static Scalar<String> choice(List<String> known, List<String> notYet) {
        return (name, node) -> {
            String word = node.getValue();
            if (known.contains(word)) return word;
            if (notYet.contains(word))
                throw new Fault(
                        ProblemCode.NOT_SUPPORTED_YET,
                        "not supported yet: " + name + " " + word,
                        "built so far: " + String.join(", ", known));
            throw notInList(name, node, known, notYet);
        };
    }

    private static Fault notInList(
            String name, ScalarNode node, List<String> known, List<String> notYet) {
        List<String> all = new ArrayList<>(known);
        all.addAll(notYet);
        return new Fault(
                ProblemCode.NOT_IN_LIST,
                name + " " + shown(node) + " is not allowed: " + String.join(", ", all),
                Nearest.to(node.getValue(), all)
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse(""));
    }

    private static Fault outOfRange(String name, String min, String max, String got) {
        return new Fault(
                ProblemCode.OUT_OF_RANGE, name + " must be " + min + " to " + max + ", got " + got);
    }

    private static String shown(ScalarNode node) {
        return "'" + node.getValue() + "'";
    }
}
