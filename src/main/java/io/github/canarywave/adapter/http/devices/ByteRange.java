package io.github.canarywave.adapter.http.devices;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which bytes of a file a Range header asks for (RFC 9110, 14). Pure. */
public sealed interface ByteRange {
    /** Longer headers are ignored: no device sends them, and they cost time to read. */
    int HEADER_LIMIT = 256;

    /** More ranges than these are ignored (RFC 9110, 14.2 and 17.15). */
    int RANGES_LIMIT = 8;

    /**
     * Parts with fewer bytes than these between them are sent as one: to frame another part costs
     * more (RFC 9110, 15.3.7.2).
     */
    int GAP = 100;

    /** The whole file, with 200: no range was asked for, or none that can be understood. */
    record Whole() implements ByteRange {}

    /** A part of the file, with 206; both offsets inclusive and inside the file. */
    record Part(long first, long last) implements ByteRange {
        public long length() {
            return last - first + 1;
        }

        /** The value of Content-Range for this part of a file of this size. */
        String of(long size) {
            return "bytes " + first + "-" + last + "/" + size;
        }

        private boolean near(Part other) {
            return Math.max(first, other.first) - Math.min(last, other.last) - 1 < GAP;
        }

        private Part with(Part other) {
            return new Part(Math.min(first, other.first), Math.max(last, other.last));
        }
    }

    /** Two parts of the file or more, far from each other, in the order they were asked for. */
    record Parts(List<Part> parts) implements ByteRange {}

    /** Nothing of what was asked for is in the file: 416. */
    record Unsatisfiable() implements ByteRange {}

    /** Reads a header for a file of this size. */
    static ByteRange read(String header, long size) {
        if (header.length() > HEADER_LIMIT) return new Whole();
        String text = header.strip();
        int equals = text.indexOf('=');
        if (equals < 0 || !text.substring(0, equals).toLowerCase(Locale.ROOT).equals("bytes"))
            return new Whole();
        return Specs.read(text.substring(equals + 1))
                .map(specs -> Specs.resolve(specs, size))
                .orElse(new Whole());
    }

    /** The ranges of one header as written. */
    final class Specs {
        private static final Pattern SPEC = Pattern.compile("([0-9]*)-([0-9]*)");

        /** Beyond this many digits a number is larger than any file. */
        private static final int DIGITS_LIMIT = 18;

        private Specs() {}

        /** What one range asks for; absent numbers are -1. */
        private record Spec(long first, long last) {
            Optional<Part> in(long size) {
                if (first < 0) {
                    long length = Math.min(last, size);
                    return length == 0
                            ? Optional.empty()
                            : Optional.of(new Part(size - length, size - 1));
                }
                if (first >= size) return Optional.empty();
                return Optional.of(new Part(first, last < 0 ? size - 1 : Math.min(last, size - 1)));
            }

            boolean valid() {
                return first >= 0 ? last < 0 || last >= first : last >= 0;
            }
        }

        private static Optional<List<Spec>> read(String text) {
            List<Spec> specs = new ArrayList<>();
            for (String element : text.split(",", -1)) {
                String item = trimOws(element);
                if (item.isEmpty()) continue; // RFC 9110, 5.6.1.2: empty elements do not count
                Matcher matcher = SPEC.matcher(item);
                if (!matcher.matches()) return Optional.empty();
                Spec spec = new Spec(number(matcher.group(1)), number(matcher.group(2)));
                if (!spec.valid()) return Optional.empty();
                specs.add(spec);
            }
            return specs.isEmpty() || specs.size() > RANGES_LIMIT
                    ? Optional.empty()
                    : Optional.of(specs);
        }

        private static ByteRange resolve(List<Spec> specs, long size) {
            List<Part> parts = new ArrayList<>();
            for (Spec spec : specs) spec.in(size).ifPresent(part -> merge(parts, part));
            return switch (parts.size()) {
                case 0 -> new Unsatisfiable();
                case 1 -> parts.getFirst();
                default -> new Parts(List.copyOf(parts));
            };
        }

        /** Takes a part in; what it then touches becomes one, in the place of the first of them. */
        private static void merge(List<Part> parts, Part part) {
            for (int i = 0; i < parts.size(); i++)
                if (parts.get(i).near(part)) {
                    Part both = parts.get(i).with(part);
                    parts.set(i, both);
                    absorb(parts, i);
                    return;
                }
            parts.add(part);
        }

        /** Those before it are near to nothing that it was made of: only later ones can touch. */
        private static void absorb(List<Part> parts, int into) {
            for (int i = into + 1; i < parts.size(); )
                if (parts.get(i).near(parts.get(into)))
                    parts.set(into, parts.get(into).with(parts.remove(i)));
                else i++;
        }

        private static long number(String digits) {
            if (digits.isEmpty()) return -1;
            int start = 0;
            while (start < digits.length() - 1 && digits.charAt(start) == '0') start++;
            return digits.length() - start > DIGITS_LIMIT
                    ? Long.MAX_VALUE
                    : Long.parseLong(digits, start, digits.length(), 10);
        }

        /** By hand: this is asked of each request, and a pattern costs more than all the rest. */
        private static String trimOws(String text) {
            int start = 0;
            int end = text.length();
            while (start < end && isOws(text.charAt(start))) start++;
            while (start < end && isOws(text.charAt(end - 1))) end--;
            return text.substring(start, end);
        }

        private static boolean isOws(char c) {
            return c == ' ' || c == '\t';
        }
    }
}
