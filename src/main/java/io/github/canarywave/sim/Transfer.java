package io.github.canarywave.sim;

import io.github.canarywave.domain.image.Sha256;

import org.jspecify.annotations.Nullable;

import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SSLException;

/**
 * One download with ranges (protocol page, section 6): hashes as the bytes come, resumes where it
 * broke, tries again by itself. {@link #stop} is safe from any thread; the rest runs on threads of
 * the HTTP client and the scheduler, one after the other.
 */
final class Transfer {
    /** How a download ended. */
    sealed interface Result {}

    /**
     * All bytes came.
     *
     * @param sha256 digest of the file, base64url
     * @param appendedDigest its last 32 bytes, base64url
     */
    record Whole(String sha256, String appendedDigest) implements Result {}

    /** The server says that the attempt is over. */
    record Gone() implements Result {}

    record Broken(Code code, String detail) implements Result {}

    /** What all transfers share. */
    record Tools(HttpClient http, ScheduledExecutorService timers) {}

    /**
     * What to fetch and how.
     *
     * @param bytesPerSecond 0: as fast as it comes
     * @param cutAt break the connection once after so many bytes; beyond the size: never
     */
    record Plan(String url, long size, long bytesPerSecond, long cutAt, Duration retry) {}

    private static final int TRIES_WITHOUT_A_BYTE = 5;
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(60);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
    private static final Duration BYTES_WITHIN = Duration.ofSeconds(60);
    private static final long RETRY_AFTER_SECONDS = 5;
    private static final long LONGEST_RETRY_AFTER_SECONDS = 3600;

    /** Progress is told in such shares of the size: 2.5 %. */
    private static final int STEPS = 40;

    private static final byte FIRST_BYTE_OF_AN_IMAGE = (byte) 0xE9;
    private static final int DIGEST_BYTES = 32;
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-(\\d+)/(\\d+)");

    private final Tools tools;
    private final Plan plan;
    private final LongConsumer onBytes;
    private final CompletableFuture<Result> result = new CompletableFuture<>();
    private final byte[] tail = new byte[DIGEST_BYTES];
    private final MessageDigest digest = Sha256.newDigest();
    private volatile long kept;
    private volatile boolean stopped;
    private volatile @Nullable Pour pour;
    private long nextStep;
    private long keptAtRequest;
    private int tries;
    private boolean cut;
    private Optional<String> etag = Optional.empty();

    Transfer(Tools tools, Plan plan, LongConsumer onBytes) {
        this.tools = tools;
        this.plan = plan;
        this.onBytes = onBytes;
    }

    /** Begins; the result comes once, unless the transfer is stopped before. */
    CompletableFuture<Result> start() {
        ask();
        return result;
    }

    /** Ends it: the connection is closed; the result is cancelled if it did not come yet. */
    void stop() {
        stopped = true;
        Pour flowing = pour;
        if (flowing != null) flowing.breakOff(new ConnectException("stopped"));
        result.cancel(false);
    }

    private void ask() {
        if (stopped) return;
        keptAtRequest = kept;
        HttpRequest request;
        try {
            var builder = HttpRequest.newBuilder(URI.create(plan.url())).timeout(ANSWER_WITHIN);
            if (kept > 0) builder.header("Range", "bytes=" + kept + "-");
            if (kept > 0) etag.ifPresent(tag -> builder.header("If-Range", tag));
            request = builder.build();
        } catch (IllegalArgumentException e) {
            done(new Broken(Code.CONNECT, "url: " + e.getMessage()));
            return;
        }
        // The futures end in answered or failed whatever happens.
        var _ =
                tools.http()
                        .sendAsync(request, this::body)
                        .whenComplete(
                                (answer, error) -> {
                                    if (error != null) failed(root(error));
                                    else answered(answer);
                                });
    }

    private BodySubscriber<Optional<Result>> body(HttpResponse.ResponseInfo info) {
        Optional<Result> verdict =
                switch (info.statusCode()) {
                    case 200 -> fromTheStart(info);
                    case 206 -> fromWhereItBroke(info);
                    default -> Optional.empty();
                };
        if (verdict.isPresent() || (info.statusCode() != 200 && info.statusCode() != 206))
            return BodySubscribers.replacing(verdict);
        Pour fresh = new Pour();
        pour = fresh;
        return fresh;
    }

    private Optional<Result> fromTheStart(HttpResponse.ResponseInfo info) {
        if (kept > 0) {
            kept = 0;
            nextStep = 0;
            digest.reset();
        }
        etag = info.headers().firstValue("ETag");
        long length = info.headers().firstValueAsLong("Content-Length").orElse(plan.size());
        return length == plan.size() ? Optional.empty() : wrongSize(length);
    }

    private Optional<Result> fromWhereItBroke(HttpResponse.ResponseInfo info) {
        String range = info.headers().firstValue("Content-Range").orElse("");
        Matcher parts = CONTENT_RANGE.matcher(range);
        if (!parts.matches() || Long.parseLong(parts.group(1)) != kept)
            return Optional.of(new Broken(Code.CONNECT, "206 with range " + range));
        long total = Long.parseLong(parts.group(3));
        return total == plan.size() ? Optional.empty() : wrongSize(total);
    }

    private Optional<Result> wrongSize(long length) {
        return Optional.of(new Broken(Code.SIZE_MISMATCH, length + " bytes, not " + plan.size()));
    }

    private void answered(HttpResponse<Optional<Result>> answer) {
        Optional<Result> verdict = answer.body();
        int status = answer.statusCode();
        if (verdict.isPresent()) done(verdict.get());
        else if (status == 200 || status == 206) whole();
        else if (status == 410) done(new Gone());
        else if (status == 416) done(new Broken(Code.SIZE_MISMATCH, "416 at " + kept));
        else if (status == 404) done(new Broken(Code.HTTP_404, ""));
        else if (status == 503) askAgainIn(Duration.ofSeconds(retryAfter(answer)));
        else if (status >= 500) tryAgain(Code.HTTP_5XX, "status " + status);
        else done(new Broken(Code.HTTP_403, "status " + status));
    }

    private static long retryAfter(HttpResponse<?> answer) {
        String seconds = answer.headers().firstValue("Retry-After").orElse("");
        if (!seconds.matches("\\d{1,6}")) return RETRY_AFTER_SECONDS;
        return Math.min(Long.parseLong(seconds), LONGEST_RETRY_AFTER_SECONDS);
    }

    private void whole() {
        if (kept != plan.size()) {
            tryAgain(Code.CONNECT, "ended after " + kept + " bytes");
            return;
        }
        done(new Whole(Sha256.ofDigest(digest.digest()).base64Url(), appended()));
    }

    private String appended() {
        byte[] last = new byte[DIGEST_BYTES];
        for (int i = 0; i < DIGEST_BYTES; i++) last[i] = tail[(int) ((kept + i) % DIGEST_BYTES)];
        return Sha256.ofDigest(last).base64Url();
    }

    private void failed(Throwable error) {
        Code code =
                switch (error) {
                    case NotAnImage _ -> Code.IMAGE_INVALID;
                    case UnknownHostException _ -> Code.DNS;
                    case UnresolvedAddressException _ -> Code.DNS;
                    case SSLException _ -> Code.TLS;
                    case HttpConnectTimeoutException _ -> Code.CONNECT;
                    case HttpTimeoutException _ -> Code.TIMEOUT;
                    default -> Code.CONNECT;
                };
        if (code == Code.IMAGE_INVALID) done(new Broken(code, "first byte is not e9"));
        else tryAgain(code, String.valueOf(error.getMessage()));
    }

    private void tryAgain(Code code, String detail) {
        if (kept > keptAtRequest) tries = 0;
        tries++;
        if (tries >= TRIES_WITHOUT_A_BYTE) {
            done(new Broken(code, detail));
            return;
        }
        Duration pause = plan.retry().multipliedBy(1L << (tries - 1));
        askAgainIn(pause.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : pause);
    }

    private void askAgainIn(Duration pause) {
        later(this::ask, pause.toNanos());
    }

    private void later(Runnable what, long nanos) {
        if (stopped || tools.timers().isShutdown()) return;
        var _ = tools.timers().schedule(what, nanos, TimeUnit.NANOSECONDS);
    }

    private void done(Result how) {
        result.complete(how);
    }

    private static Throwable root(Throwable error) {
        Throwable deepest = error;
        for (Throwable e = error; e != null; e = e.getCause()) {
            if (e instanceof HttpTimeoutException
                    || e instanceof SSLException
                    || e instanceof NotAnImage) return e;
            deepest = e;
        }
        return deepest;
    }

    /** The first byte is none that an image begins with. */
    private static final class NotAnImage extends Exception {
        private static final long serialVersionUID = 1;
    }

    /** Takes the body of one response, no faster than planned, and breaks it where planned. */
    private final class Pour implements BodySubscriber<Optional<Result>> {
        private final CompletableFuture<Optional<Result>> end = new CompletableFuture<>();
        private final long beganNanos = System.nanoTime();
        private final long keptAtBegin = kept;
        private volatile Flow.@Nullable Subscription subscription;
        private long keptAtWatch = -1;

        @Override
        public CompletionStage<Optional<Result>> getBody() {
            return end;
        }

        @Override
        public void onSubscribe(Flow.Subscription source) {
            subscription = source;
            watch();
            if (stopped) breakOff(new ConnectException("stopped"));
            else source.request(1);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) if (!take(buffer)) return;
            if (kept >= nextStep) {
                nextStep = kept + Math.max(1, plan.size() / STEPS);
                onBytes.accept(kept);
            }
            long ahead = aheadNanos();
            if (ahead > 0) later(this::more, ahead);
            else more();
        }

        private boolean take(ByteBuffer buffer) {
            if (kept == 0 && buffer.hasRemaining() && buffer.get(0) != FIRST_BYTE_OF_AN_IMAGE) {
                breakOff(new NotAnImage());
                return false;
            }
            if (!cut && kept + buffer.remaining() > plan.cutAt()) {
                cut = true;
                breakOff(new ConnectException("connection reset"));
                return false;
            }
            remember(buffer);
            digest.update(buffer);
            return true;
        }

        private void remember(ByteBuffer buffer) {
            int length = buffer.remaining();
            long before = kept;
            for (int i = Math.max(0, length - DIGEST_BYTES); i < length; i++)
                tail[(int) ((before + i) % DIGEST_BYTES)] = buffer.get(buffer.position() + i);
            kept = before + length;
        }

        private void more() {
            Flow.Subscription source = subscription;
            if (source != null) source.request(1);
        }

        private long aheadNanos() {
            if (plan.bytesPerSecond() == 0) return 0;
            double due = (kept - keptAtBegin) * 1e9 / plan.bytesPerSecond();
            return (long) due - (System.nanoTime() - beganNanos);
        }

        /** Ends a connection on which nothing comes any more. */
        private void watch() {
            if (end.isDone()) return;
            if (kept == keptAtWatch)
                breakOff(
                        new HttpTimeoutException(
                                "no bytes for " + BYTES_WITHIN.toSeconds() + " s"));
            keptAtWatch = kept;
            later(this::watch, BYTES_WITHIN.toNanos());
        }

        private void breakOff(Exception why) {
            Flow.Subscription source = subscription;
            if (source != null) source.cancel(); // Closes the connection.
            end.completeExceptionally(why);
        }

        @Override
        public void onError(Throwable error) {
            end.completeExceptionally(error);
        }

        @Override
        public void onComplete() {
            end.complete(Optional.empty());
        }
    }
}
