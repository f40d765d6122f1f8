package io.github.canarywave.fuzz;

import org.jspecify.annotations.Nullable;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Feeds a parser with inputs that are nearly right. One seed is one list of inputs. {@code
 * -Dmutation.seconds=60 -Dmutation.seed=7}: for so long, and with another list.
 */
public final class Mutations {
    /**
     * No input here has more than 100 kB; a parser that needs longer hangs, or nearly so. Of the
     * processor: a busy machine is nobody's fault.
     */
    private static final long LONGEST_NS = 2_000_000_000L;

    private static final int LONGEST_BYTES = 100_000;
    private static final byte[] ODD =
            "\0\n\r\"'{}[]:,-=\\/&*!%#\u007f\u00ff09"
                    .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);

    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    private final List<byte[]> samples;
    private final RandomGenerator random;

    private Mutations(List<byte[]> samples, long seed) {
        this.samples = samples;
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** What is fed by another than us, and with what it begins. */
    record Fed(Parser parser, Class<? extends Exception> documented, List<byte[]> samples) {
        /** Fails when the parser does what is not documented, or takes too long. */
        void read(byte[] input) {
            Mutations.read(parser, documented, input);
        }
    }

    /** Runs tests that call {@link #survives}, and gives what they would have fed. */
    static synchronized List<Fed> of(Tests tests) throws Exception {
        List<Fed> all = new ArrayList<>();
        collected = all;
        try {
            tests.run();
            return all;
        } finally {
            collected = null;
        }
    }

    /** Some tests. */
    interface Tests {
        void run() throws Exception;
    }

    private static @Nullable List<Fed> collected;

    /** Reads bytes; throws only what its documentation says. */
    public interface Parser {
        void read(byte[] input) throws Exception;
    }

    /**
     * Reads every sample and so many mutations of them.
     *
     * @param documented exceptions of this kind are answers
     */
    public static void survives(
            Parser parser,
            int mutations,
            Class<? extends Exception> documented,
            List<byte[]> samples) {
        List<Fed> into = collected;
        if (into != null) {
            into.add(new Fed(parser, documented, samples));
            return;
        }
        long seed = Long.getLong("mutation.seed", 1);
        long end = System.nanoTime() + Long.getLong("mutation.seconds", 0) * 1_000_000_000L;
        Mutations of = new Mutations(samples, seed);
        samples.forEach(sample -> read(parser, documented, sample));
        long done = 0;
        for (; done < mutations || System.nanoTime() - end < 0; done++)
            read(parser, documented, of.next());
        if (Long.getLong("mutation.seconds", 0) > 0)
            System.out.println(parser.getClass().getSimpleName() + " " + done + " inputs");
    }

    private static void read(Parser parser, Class<? extends Exception> documented, byte[] input) {
        long start = CLOCK.getCurrentThreadCpuTime();
        try {
            parser.read(input);
        } catch (Exception | StackOverflowError | OutOfMemoryError e) {
            if (!documented.isInstance(e))
                throw new AssertionError("not documented: " + e + " for " + shown(input), e);
        }
        long taken = CLOCK.getCurrentThreadCpuTime() - start;
        if (taken > LONGEST_NS)
            throw new AssertionError(taken / 1_000_000 + " ms for " + shown(input));
    }

    private static String shown(byte[] input) {
        return input.length
                + " bytes, hex "
                + HexFormat.of().formatHex(input, 0, Math.min(input.length, 4096));
    }

    private byte[] next() {
        byte[] input = samples.get(random.nextInt(samples.size())).clone();
        for (int i = 1 + random.nextInt(4); i > 0; i--) input = changed(input);
        return input;
    }

    private byte[] changed(byte[] in) {
        if (in.length == 0) return new byte[] {(byte) random.nextInt()};
        int at = random.nextInt(in.length);
        int length = 1 + random.nextInt(Math.min(in.length - at, 1 << random.nextInt(8)));
        switch (random.nextInt(8)) {
            case 0 -> in[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> in[at] = (byte) random.nextInt();
            case 2 -> in[at] = ODD[random.nextInt(ODD.length)];
            case 3 -> Arrays.fill(in, at, at + length, (byte) (random.nextInt(3) - 1));
            case 4 -> {
                return Arrays.copyOf(in, at);
            }
            case 5 -> {
                return joined(in, 0, at, in, at + length);
            }
            case 6 -> {
                return joined(in, 0, at + length, in, at); // said twice
            }
            default -> {
                byte[] other = samples.get(random.nextInt(samples.size()));
                if (other.length > 0) return joined(in, 0, at, other, random.nextInt(other.length));
            }
        }
        return in;
    }

    /** A piece of one and the rest of another. */
    private static byte[] joined(byte[] one, int from, int to, byte[] other, int rest) {
        int tail = Math.min(other.length - rest, LONGEST_BYTES - (to - from));
        byte[] joined = Arrays.copyOf(Arrays.copyOfRange(one, from, to), to - from + tail);
        System.arraycopy(other, rest, joined, to - from, tail);
        return joined;
    }
}
