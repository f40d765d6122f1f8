package io.github.canarywave.bench;

import io.github.canarywave.app.CommandChannel;
import io.github.canarywave.app.CommandForge;
import io.github.canarywave.app.Heard;
import io.github.canarywave.app.Inbox;
import io.github.canarywave.app.StoredCommand;
import io.github.canarywave.app.Turns;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.SessionId;
import io.github.canarywave.domain.rollout.CommandContent;
import io.github.canarywave.domain.rollout.WithdrawContent;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** A broker of paper: takes every command at once and remembers who got which. Any thread. */
public final class PaperChannel implements CommandChannel, CommandForge, Turns.Outside {
    private final Inbox inbox;
    private final Map<DeviceId, CommandId> commands = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private volatile CountDownLatch awaited = new CountDownLatch(0);

    public PaperChannel(Inbox inbox) {
        this.inbox = inbox;
    }

    void expect(int devices) {
        awaited = new CountDownLatch(devices);
    }

    /** Returns when as many commands came out as were expected. */
    void awaitCommands() throws InterruptedException {
        awaited.await();
    }

    CommandId commandOf(DeviceId device) {
        return Optional.ofNullable(commands.get(device)).orElseThrow();
    }

    @Override
    public boolean ready() {
        return true;
    }

    @Override
    public Duration subscribedFor() {
        return Duration.ofMinutes(10);
    }

    @Override
    public void publish(StoredCommand command) {
        if (!command.id().equals(commands.put(command.device(), command.id()))) awaited.countDown();
        inbox.offer(new Heard.Delivered(command.id(), command.withdraws(), true));
    }

    @Override
    public void settle() {
        // Nothing is ever under way.
    }

    @Override
    public void acknowledge(DeviceId device, SessionId session, long seq) {
        // Receipts tell it.
    }

    @Override
    public void cut(long attemptKey) {
        // Nobody downloads.
    }

    @Override
    public void changed(CampaignName rollout, boolean atOnce) {
        // Nobody watches.
    }

    @Override
    public CommandId newCommandId(Instant wall) {
        return new CommandId("%026d".formatted(ids.incrementAndGet()));
    }

    @Override
    public long newAttemptKey() {
        return ids.incrementAndGet();
    }

    @Override
    public String url(long attemptKey, Instant expires) {
        return "https://localhost/f/" + attemptKey;
    }

    @Override
    public String command(CommandContent content) {
        return content.id() + " " + content.device() + " " + content.counter();
    }

    @Override
    public int packetBytes(DeviceId device, String text) {
        return text.length();
    }

    @Override
    public String withdrawal(WithdrawContent content) {
        return "withdraw " + content.id() + " " + content.counter();
    }
}
