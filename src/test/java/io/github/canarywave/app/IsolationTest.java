package io.github.canarywave.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.WireState;
import io.github.canarywave.domain.rollout.Samples;
import io.github.canarywave.domain.rollout.State;

import org.junit.jupiter.api.Test;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Function;

/** One signal that we cannot fold, by a fault of ours, stops nobody else. */
class IsolationTest {
    private final Bench bench = Bench.started(Samples.campaign(Samples.failures(10, 5)), 20);
    private final StoredCommand poisoned = bench.published.get(0);
    private final StoredCommand sound = bench.published.get(1);

    @Test
    void foldsTheOthersAndAcknowledgesOnlyWhatIsStored() {
        Turns turns = new Turns(faultyFor(poisoned.device()), bench, bench, bench, bench.counters);
        int bad = Bench.number(poisoned.device());
        int good = Bench.number(sound.device());
        List<Heard> batch =
                List.of(
                        bench.report(bad, poisoned.id(), 1, WireState.ACCEPTED),
                        bench.report(good, sound.id(), 1, WireState.ACCEPTED));

        turns.facts(batch, bench.now());

        assertThat(bench.attempt(good).state()).isInstanceOf(State.Accepted.class);
        assertThat(bench.attempt(bad).state()).isInstanceOf(State.Commanded.class);
        assertThat(bench.acknowledged).containsExactly(good + "/s1/1");
        assertThat(bench.counters.get("signals_failed_by_our_fault")).isOne();
    }

    /** A store that fails, as a bug would, whenever a report of this device is remembered. */
    private Store faultyFor(DeviceId device) {
        return new Store() {
            @Override
            public <T> T write(Function<Tx, T> work) {
                return bench.store.write(tx -> work.apply(faulty(tx, device)));
            }

            @Override
            public <T> T read(Function<Reads, T> work) {
                return bench.store.read(work);
            }

            @Override
            public void close() {
                // The store beneath stays.
            }
        };
    }

    private static Store.Tx faulty(Store.Tx tx, DeviceId device) {
        return (Store.Tx)
                Proxy.newProxyInstance(
                        IsolationTest.class.getClassLoader(),
                        new Class<?>[] {Store.Tx.class},
                        (_, method, arguments) -> {
                            if (method.getName().equals("remember") && arguments[0].equals(device))
                                throw new IllegalStateException("a bug of ours");
                            return call(tx, method, arguments);
                        });
    }

    private static Object call(Store.Tx tx, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(tx, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
