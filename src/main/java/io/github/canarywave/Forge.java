package io.github.canarywave;

import io.github.canarywave.adapter.crypto.DetachedJws;
import io.github.canarywave.adapter.crypto.DownloadTokens;
import io.github.canarywave.adapter.crypto.SigningKey;
import io.github.canarywave.app.CommandForge;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.rollout.CommandContent;
import io.github.canarywave.domain.rollout.WithdrawContent;
import io.github.canarywave.wire.CommandCodec;
import io.github.canarywave.wire.Topics;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Writes and signs what goes to devices. Safe from any thread. */
final class Forge implements CommandForge {
    /** Crockford's base 32, as in a ULID. */
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static final int TIME_CHARACTERS = 10;
    private static final int RANDOM_CHARACTERS = 16;

    private final SigningKey commandKey;
    private final DownloadTokens tokens;
    private final Topics topics;
    private final Urls urls;
    private final SecureRandom random = new SecureRandom();

    /**
     * Where devices download.
     *
     * @param host name that they reach the server by
     * @param constrainedPort for who needs small records; the other one where there is none
     */
    record Urls(String host, int port, int constrainedPort) {
        private String of(int chosen, String token) {
            return "https://" + host + ":" + chosen + "/f/" + token + "/fw.bin";
        }
    }

    Forge(SigningKey commandKey, DownloadTokens tokens, Topics topics, Urls urls) {
        this.commandKey = commandKey;
        this.tokens = tokens;
        this.topics = topics;
        this.urls = urls;
    }

    @Override
    public CommandId newCommandId(Instant wall) {
        StringBuilder id = new StringBuilder();
        long millis = wall.toEpochMilli();
        for (int i = TIME_CHARACTERS - 1; i >= 0; i--)
            id.append(DIGITS.charAt((int) (millis >>> (5 * i)) & 31));
        byte[] bytes = new byte[RANDOM_CHARACTERS];
        random.nextBytes(bytes);
        for (byte random : bytes) id.append(DIGITS.charAt(random & 31));
        return new CommandId(id.toString());
    }

    @Override
    public long newAttemptKey() {
        long key = random.nextLong();
        return key == 0 ? newAttemptKey() : key;
    }

    @Override
    public String url(long attemptKey, Instant expires) {
        return urls.of(urls.port(), tokens.issue(attemptKey, expires));
    }

    @Override
    public String constrainedUrl(long attemptKey, Instant expires) {
        return urls.of(urls.constrainedPort(), tokens.issue(attemptKey, expires));
    }

    @Override
    public String command(CommandContent content) {
        return signed(CommandCodec.json(content));
    }

    /** A signature takes as long as the rows of its command, so they are made side by side. */
    @Override
    public Supplier<String> meanwhile(Supplier<String> text) {
        return CompletableFuture.supplyAsync(text, Thread::startVirtualThread)::join;
    }

    @Override
    public String withdrawal(WithdrawContent content) {
        return signed(CommandCodec.json(content));
    }

    private String signed(byte[] json) {
        byte[] packet = CommandCodec.packet(json, DetachedJws.sign(commandKey, json));
        return new String(packet, StandardCharsets.UTF_8);
    }

    @Override
    public int packetBytes(DeviceId device, String text) {
        return CommandCodec.publishPacketBytes(
                topics.command(device), text.getBytes(StandardCharsets.UTF_8));
    }
}
