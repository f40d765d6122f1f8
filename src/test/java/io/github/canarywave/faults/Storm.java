package io.github.canarywave.faults;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Many devices that all report at ten times the rate that the server is made for, half of it
 * numbered reports, half progress; and a person who asks meanwhile. Confined to one thread.
 */
final class Storm {
    /** What a server is made for: 10 000 devices, each with some six messages in a minute. */
    static final int DESIGN_PER_SECOND = 1_000;

    static final int TIMES = 10;
    static final int HEAP_MIB = 512;
    static final double API_P99_SECONDS = 0.5;
    static final double NORMAL_SECONDS = 30;

    /** Less would not be the storm that it is called. */
    static final double SENT_LEAST = 0.95 * TIMES * DESIGN_PER_SECOND;

    // What is measured is told by these names.
    static final String SENT = "storm messages per second";
    static final String ANSWERED = "storm operator API";
    static final String NORMAL = "storm back to normal";
    static final String HEAP = "storm heap before a collection, MiB";
    static final String LOST = "storm reports lost, count";

    private static final String GC_LOG = "gc.log";
    private static final Pattern COLLECTED = Pattern.compile(" (\\d+)M->(\\d+)M\\(\\d+M\\)");
    private static final double NORMAL_ACK_SECONDS = 1;
    private static final Duration ALL_SAID = Duration.ofMinutes(5);
    private static final Duration ASK_EVERY = Duration.ofMillis(50);
    private static final int REGISTERING = 8;

    private final Rig rig;
    private final int plainPort;
    private final PrintStream out;
    private final List<StormDevice> devices = new ArrayList<>();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicBoolean storming = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<Double> answers = new CopyOnWriteArrayList<>();

    Storm(Rig rig, int plainPort, PrintStream out) {
        this.rig = rig;
        this.plainPort = plainPort;
        this.out = out;
    }

    /** Flags of the Java of its server, which tells in this folder of its heap. */
    static List<String> serverFlags(Path folder) {
        return List.of(
                "-Xmx" + HEAP_MIB + "m",
                "-XX:+ExitOnOutOfMemoryError",
                "-Xlog:gc:file=" + folder.resolve(GC_LOG) + "::filecount=0");
    }

    /** Makes so many devices storm for so long, and judges what came of it. */
    History.Outcome blow(int count, Duration length) throws IOException {
        connect(count);
        new Releases(rig).startWide(count);
        Rig.until(
                Duration.ofMinutes(2),
                "all devices are commanded",
                () -> devices.stream().allMatch(StormDevice::isCommanded));
        out.printf(
                "%d devices are commanded; %d times the design rate of %d messages per second%n",
                count, TIMES, DESIGN_PER_SECOND);
        storming.set(true);
        Thread asking = Thread.ofVirtual().start(this::ask);
        double every = (double) count / rate();
        for (StormDevice device : devices) {
            double first = rig.random.nextDouble() * every;
            Thread.ofVirtual().start(() -> storm(device, first, every));
        }
        Rig.pauseFor(length);
        storming.set(false);
        long over = System.nanoTime();
        join(asking);
        rig.timed.add(new Rig.Timed(SENT, sent.get() / seconds(length)));
        List<Double> during = List.copyOf(answers);
        double normal = backToNormal(over);
        return judge(during, normal);
    }

    private static int rate() {
        return DESIGN_PER_SECOND * TIMES;
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }

    private void connect(int count) throws IOException {
        List<Future<String>> tokens = new ArrayList<>();
        try (var pool = Executors.newFixedThreadPool(REGISTERING)) {
            for (int i = 0; i < count; i++) {
                String id = name(i);
                tokens.add(pool.submit(() -> rig.api().register(id)));
            }
            for (int i = 0; i < count; i++)
                devices.add(new StormDevice(plainPort, name(i), tokens.get(i).get()));
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot register a device", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        Rig.until(
                Duration.ofMinutes(2),
                "all are online",
                () -> rig.api().online() >= devices.size());
    }

    private static String name(int number) {
        return "storm-%05d".formatted(number);
    }

    /** Says its share at its rate whatever comes back, and what is due again until all is heard. */
    private void storm(StormDevice device, double firstSeconds, double everySeconds) {
        long every = (long) (everySeconds * 1e9);
        long next = System.nanoTime() + (long) (firstSeconds * 1e9);
        try {
            for (int i = 0; storming.get(); i++, next += every) {
                long wait = next - System.nanoTime();
                if (ended.await(wait, TimeUnit.NANOSECONDS)) return;
                if (i % 2 == 0) device.reportNumbered();
                else device.reportProgress();
                sent.incrementAndGet();
                if (i % 8 == 0) device.repeatDue();
            }
            do device.repeatDue();
            while (!ended.await(200, TimeUnit.MILLISECONDS));
        } catch (IOException e) {
            // The device says that it is broken.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A person who looks at everything again and again. */
    private void ask() {
        List<String> paths =
                List.of("/api/v1/fleet", "/api/v1/campaigns", "/api/v1/devices?limit=100");
        for (int i = 0; storming.get(); i++) {
            long start = System.nanoTime();
            try {
                rig.api().get(paths.get(i % paths.size()));
            } catch (Api.Away e) {
                rig.complain("storm", "", "asked " + paths.get(i % paths.size()), e.toString());
            }
            answers.add((System.nanoTime() - start) / 1e9);
            Rig.pauseFor(ASK_EVERY);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Until a new report is acknowledged at once, and every earlier one is too. */
    private double backToNormal(long over) throws IOException {
        double normal = 0;
        while (normal == 0) {
            long asked = System.nanoTime();
            StormDevice first = devices.getFirst();
            first.reportNumbered();
            int said = first.said();
            Rig.until(
                    ALL_SAID,
                    "a report is acknowledged",
                    () -> first.acknowledged().contains(said));
            if ((System.nanoTime() - asked) / 1e9 < NORMAL_ACK_SECONDS)
                normal = (System.nanoTime() - over) / 1e9;
        }
        Rig.until(
                ALL_SAID,
                "every report is acknowledged",
                () -> devices.stream().allMatch(device -> device.open() == 0));
        rig.time("storm last report acknowledged", over);
        ended.countDown();
        return normal;
    }

    private History.Outcome judge(List<Double> during, double normal) throws IOException {
        rig.timed.add(new Rig.Timed(NORMAL, normal));
        during.forEach(answer -> rig.timed.add(new Rig.Timed(ANSWERED, answer)));
        devices.forEach(
                d -> rig.timed.add(new Rig.Timed("storm slowest ack", d.slowestAckSeconds())));
        rig.timed.add(
                new Rig.Timed("storm server at most resident, MiB", peakMib(rig.server().pid())));
        tellHeap(rig.folder.resolve(GC_LOG));
        Books books = Books.read(rig.data.resolve("canarywave.db"));
        int acknowledged = compare(books);
        Figures figures = Figures.of(rig, new Ledger(List.of()), books);
        List<Violation> violations = List.copyOf(rig.complaints);
        devices.forEach(StormDevice::close);
        return new History.Outcome(Map.of("storm", 1), 1, acknowledged, violations, figures);
    }

    /** Every report that was acknowledged is stored, and every one that was said acknowledged. */
    private int compare(Books books) {
        Set<String> stored = new HashSet<>();
        for (Books.Report report : books.reports())
            stored.add(report.device() + "/" + report.seq());
        int acknowledged = 0;
        int lost = 0;
        for (StormDevice device : devices) {
            if (device.isBroken())
                rig.complain("storm", device.id, "connected", "the broker cut its connection");
            for (int seq : device.acknowledged()) {
                acknowledged++;
                if (stored.contains(device.id + "/" + seq)) continue;
                lost++;
                rig.complain("P1", device.id, "acknowledged storm/" + seq, "not stored");
            }
            lost += device.said() - device.acknowledged().size();
            if (device.acknowledged().size() != device.said())
                rig.complain(
                        "P1",
                        device.id,
                        "said " + device.said(),
                        "acknowledged " + device.acknowledged().size());
        }
        rig.timed.add(new Rig.Timed(LOST, lost));
        return acknowledged;
    }

    /** The heap is fullest right before it is collected. */
    private void tellHeap(Path log) throws IOException {
        for (String line : Files.readAllLines(log)) {
            Matcher collected = COLLECTED.matcher(line);
            if (!collected.find()) continue;
            rig.timed.add(new Rig.Timed(HEAP, Integer.parseInt(collected.group(1))));
            rig.timed.add(
                    new Rig.Timed(
                            "storm heap after a collection, MiB",
                            Integer.parseInt(collected.group(2))));
        }
    }

    private static double peakMib(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status")))
            if (line.startsWith("VmHWM:"))
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
        return 0;
    }
}
