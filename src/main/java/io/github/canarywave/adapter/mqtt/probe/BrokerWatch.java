package io.github.canarywave.adapter.mqtt.probe;

import io.github.canarywave.adapter.mqtt.probe.SelfTestResult.MissingRule;
import io.github.canarywave.app.BrokerVerdict;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Tests the broker at the start, after each new connection to it, and again while it fails. Nobody
 * is commanded before it has passed; one that has is trusted until a later test says otherwise,
 * because a test takes seconds in which devices would wait after each lost link. Safe from any
 * thread.
 */
public final class BrokerWatch implements Supplier<BrokerVerdict>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerWatch.class);

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration AGAIN_FIRST = Duration.ofSeconds(1);

    /** Somebody who mends the broker's rules waits so long at most. */
    private static final Duration AGAIN_MAX = Duration.ofSeconds(30);

    private final OwnLink link;
    private final Supplier<SelfTestResult> test;
    private final String url;
    private final Thread thread;
    private volatile BrokerVerdict verdict;
    private volatile long of; // the connections that the verdict is of
    private volatile boolean closed;
    private volatile Runnable onPassed = () -> {};

    /**
     * @param url of the broker, for people
     */
    public BrokerWatch(OwnLink link, Supplier<SelfTestResult> test, String url) {
        this.link = link;
        this.test = test;
        this.url = url;
        this.verdict = unreached();
        this.thread = Thread.ofPlatform().daemon().name("broker-watch").unstarted(this::run);
    }

    /**
     * Begins to test.
     *
     * @param whenPassed called each time when commands may leave from now on
     */
    public void start(Runnable whenPassed) {
        onPassed = whenPassed;
        thread.start();
    }

    /** What is known of the broker. */
    @Override
    public BrokerVerdict get() {
        long now = link.standing();
        if (now == 0) return unreached();
        BrokerVerdict known = verdict;
        return now == of || !(known instanceof BrokerVerdict.Unchecked) ? known : testing();
    }

    private BrokerVerdict unreached() {
        return new BrokerVerdict.Unchecked("broker " + url + " is not reachable");
    }

    private BrokerVerdict testing() {
        return new BrokerVerdict.Unchecked("broker " + url + " is being tested");
    }

    private void run() {
        Duration again = AGAIN_FIRST;
        while (!closed) {
            long now = link.standing();
            if (now == 0 || (now == of && verdict instanceof BrokerVerdict.Passed)) {
                again = AGAIN_FIRST;
                pause(LOOK);
                continue;
            }
            judge(now, tested());
            if (verdict instanceof BrokerVerdict.Passed) continue;
            await(now, again);
            again = again.multipliedBy(2);
            if (again.compareTo(AGAIN_MAX) > 0) again = AGAIN_MAX;
        }
    }

    private SelfTestResult tested() {
        try {
            return test.get();
        } catch (RuntimeException e) {
            LOG.error("broker self-test failed by a fault of ours", e);
            return new SelfTestResult.Inconclusive("the self-test has a fault: " + e);
        }
    }

    /** A result counts for the connections on which it was found, not for later ones. */
    private void judge(long connections, SelfTestResult result) {
        if (closed || link.standing() != connections) return;
        BrokerVerdict before = verdict;
        of = connections;
        switch (result) {
            case SelfTestResult.Passed(var hints) -> {
                verdict = new BrokerVerdict.Passed();
                LOG.info("broker self-test passed broker={}", url);
                hints.forEach(hint -> LOG.warn("broker={} {}", url, hint));
                onPassed.run();
            }
            case SelfTestResult.Failed(var missing) -> {
                List<String> problems = missing.stream().map(MissingRule::toString).toList();
                verdict = new BrokerVerdict.Failed(problems);
                if (!verdict.equals(before))
                    problems.forEach(
                            problem ->
                                    LOG.error(
                                            "broker self-test failed broker={} {}", url, problem));
            }
            case SelfTestResult.Inconclusive(var why) -> {
                verdict =
                        new BrokerVerdict.Unchecked(
                                "broker " + url + " could not be tested yet: " + why);
                LOG.warn("broker self-test not finished broker={} why=\"{}\"", url, why);
            }
        }
    }

    /** Waits so long, or until the connections are others. */
    private void await(long connections, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (!closed && link.standing() == connections && System.nanoTime() < end) pause(LOOK);
    }

    private void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
