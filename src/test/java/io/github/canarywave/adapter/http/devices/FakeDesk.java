package io.github.canarywave.adapter.http.devices;

import io.github.canarywave.app.DownloadDesk;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A desk that answers what a test told it, and remembers what was sent. */
final class FakeDesk implements DownloadDesk {
    final Map<String, Admission> admissions = new ConcurrentHashMap<>();
    final List<Ended> ended = new CopyOnWriteArrayList<>();
    final List<Runnable> cuts = new CopyOnWriteArrayList<>();

    final Map<String, Holder> holders = new ConcurrentHashMap<>();

    volatile boolean cutAtOnce;

    record Ended(long attempt, long upTo, boolean last) {}

    @Override
    public Admission admit(String token, Instant wall) {
        if (Thread.currentThread().isVirtual())
            return admissions.getOrDefault(token, new Admission.Unknown("no such download"));
        throw new IllegalStateException("asked on " + Thread.currentThread());
    }

    @Override
    public Optional<Holder> holder(String token) {
        return Optional.ofNullable(holders.get(token));
    }

    @Override
    public Sending sending(long attemptKey, Runnable cut) {
        cuts.add(cut);
        if (cutAtOnce) cut.run();
        return (upTo, last) -> ended.add(new Ended(attemptKey, upTo, last));
    }
}
