package io.github.canarywave.app;

import static io.github.canarywave.app.StoreFixtures.T0;
import static io.github.canarywave.app.StoreFixtures.at;
import static io.github.canarywave.app.StoreFixtures.device;
import static io.github.canarywave.app.StoreFixtures.id;
import static io.github.canarywave.app.StoreFixtures.name;
import static io.github.canarywave.app.StoreFixtures.rollout;
import static io.github.canarywave.app.StoreFixtures.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.app.Store.Reads;
import io.github.canarywave.app.Store.Tx;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.State;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** What tests of a store share: how to ask it, and how to bring it somewhere. */
public abstract class StoreHarness {
    protected static final CampaignName METERS = name("meters");
    protected static final CampaignName PLUGS = name("plugs");

    protected Store store;

    /** An empty store. */
    protected abstract Store open() throws Exception;

    /** The store as it is after a restart of the process. */
    protected abstract Store restarted(Store old) throws Exception;

    @BeforeEach
    public void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    public void closeStore() {
        store.close();
    }

    protected final void write(Consumer<Tx> work) {
        store.write(
                tx -> {
                    work.accept(tx);
                    return 0;
                });
    }

    /** What the store answers now. */
    protected final Reads now() {
        return answering((method, arguments) -> store.read(r -> call(method, r, arguments)));
    }

    /** The answer, which must be the same within a write and after a restart. */
    protected final Reads lasting() {
        return answering(
                (method, arguments) -> {
                    Object answer = store.read(r -> call(method, r, arguments));
                    assertThat(store.<Object>write(tx -> call(method, tx, arguments)))
                            .isEqualTo(answer);
                    store = restarted(store);
                    assertThat(store.<Object>read(r -> call(method, r, arguments)))
                            .isEqualTo(answer);
                    return answer;
                });
    }

    @FunctionalInterface
    private interface Answer {
        Object to(Method question, Object... arguments) throws Exception;
    }

    private static Reads answering(Answer answer) {
        return (Reads)
                Proxy.newProxyInstance(
                        Reads.class.getClassLoader(),
                        new Class<?>[] {Reads.class},
                        (_, method, arguments) ->
                                answer.to(method, arguments == null ? new Object[0] : arguments));
    }

    private static Object call(Method method, Reads reads, Object... arguments) {
        try {
            return method.invoke(reads, arguments);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(method.getName(), e);
        }
    }

    /** Registers devices from 0 on, and freezes them in this order as one wave of a rollout. */
    protected final void freeze(CampaignName rollout, int devices) {
        write(
                tx -> {
                    for (int i = 0; i < devices; i++) tx.register(device(i), "hash");
                    tx.create(rollout(rollout.value()), text(rollout.value()), T0);
                    tx.freeze(
                            IntStream.range(0, devices)
                                    .mapToObj(i -> Attempt.frozen(rollout, id(i), i, 0, "s"))
                                    .toList());
                });
    }

    protected final Attempt attempt(CampaignName rollout, int device) {
        return now().attempt(rollout, id(device)).orElseThrow();
    }

    protected final void move(int device, State state) {
        Attempt before = attempt(METERS, device);
        write(tx -> tx.replace(before, before.in(state), Optional.empty()));
    }

    protected final void retry(int device, State end) {
        Attempt before = attempt(METERS, device);
        Attempt ended = before.in(end);
        write(tx -> tx.replace(before, ended, Optional.of(following(ended))));
    }

    protected static Attempt following(Attempt a) {
        return new Attempt(
                a.rollout(),
                a.device(),
                a.number() + 1,
                a.position(),
                a.wave(),
                a.stratum(),
                new State.Queued(at(300), at(9_000)),
                Optional.empty(),
                0,
                0,
                a.burned() + 1,
                a.backoffs() + 1,
                a.state().code(),
                at(9_000),
                true,
                0);
    }

    protected final void online(int... devices) {
        for (int i : devices) write(tx -> tx.save(tx.device(id(i)).orElseThrow().heardAt(at(i))));
    }

    protected static List<Integer> numbers(List<DeviceId> devices) {
        return devices.stream().map(d -> Integer.parseInt(d.value().substring(4))).toList();
    }

    protected static Attempt revised(Attempt a, long revision) {
        return new Attempt(
                a.rollout(),
                a.device(),
                a.number(),
                a.position(),
                a.wave(),
                a.stratum(),
                a.state(),
                a.command(),
                a.key(),
                a.startOrder(),
                a.burned(),
                a.backoffs(),
                a.lastCode(),
                a.giveUpAt(),
                a.commandCounts(),
                revision);
    }

    protected static Attempt attemptIn(Tx tx, int device) {
        return tx.attempt(METERS, id(device)).orElseThrow();
    }
}
