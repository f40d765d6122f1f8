package io.github.canarywave.adapter.http.devices;

import io.github.canarywave.adapter.http.OpenConnections;
import io.github.canarywave.adapter.http.tls.DeviceTls;
import io.github.canarywave.app.DownloadDesk.Holder;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One request from its header to the end of its answer: told once, when it is over, to counters and
 * access log. Confined to the connection's event loop, but for {@link #cutByHalt}.
 */
final class Visit {
    private final HttpServerRequest request;
    private final Port port;
    private final long since = System.nanoTime();
    private Optional<Holder> holder = Optional.empty();
    private Optional<Refused> refused = Optional.empty();
    private Kind kind = Kind.NONE;
    private long bytes;
    private boolean over;
    private volatile boolean halted;

    Visit(HttpServerRequest request, Port port) {
        this.request = request;
        this.port = port;
    }

    /** What all requests of a port share. Safe from any thread. */
    static final class Port {
        final DownloadCounts counts = new DownloadCounts();

        /** From now on it is we who cut. */
        volatile boolean closing;
    }

    HttpServerRequest request() {
        return request;
    }

    void heldBy(Optional<Holder> whose) {
        holder = whose;
    }

    void refused(Refused why) {
        refused = Optional.of(why);
    }

    /** What the answer is to bring. */
    void brings(FileAnswer answer) {
        kind = Kind.of(answer);
        boolean goesOn =
                kind == Kind.PART
                        && answer.body().getFirst() instanceof Segment.Bytes(var from, _)
                        && from > 0;
        if (goesOn) port.counts.resumed();
    }

    /** The network took some bytes of the body. */
    void sent(long some) {
        bytes += some;
        port.counts.sent(some);
    }

    /** The answer is about to be cut because its attempt was withdrawn. From any thread. */
    void cutByHalt() {
        halted = true;
    }

    /** All that was to be sent has gone, or nothing goes any more. */
    void over(boolean whole) {
        if (over) return;
        over = true;
        int status = request.response().getStatusCode();
        Ended ended = ended(whole);
        port.counts.over(status, kind, refused, ended);
        if (AccessLog.wanted()) AccessLog.write(line(status, ended));
    }

    private Ended ended(boolean whole) {
        if (whole) return Ended.WHOLE;
        if (halted) return Ended.CUT_BY_HALT;
        if (port.closing) return Ended.CUT_BY_STOP;
        return OpenConnections.wasLate(request.connection()) ? Ended.STALLED : Ended.CUT_BY_PEER;
    }

    private AccessLine line(int status, Ended ended) {
        return new AccessLine(
                holder,
                request.method() == null ? "" : request.method().name(),
                protocol(),
                status,
                kind,
                refused,
                range(),
                bytes,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since),
                ended,
                DeviceTls.secured(request.connection()),
                remote());
    }

    private String protocol() {
        return request.version() == HttpVersion.HTTP_1_0 ? "HTTP/1.0" : "HTTP/1.1";
    }

    private Optional<String> range() {
        List<String> ranges = request.headers().getAll("Range");
        return ranges.isEmpty() ? Optional.empty() : Optional.of(String.join(",", ranges));
    }

    private String remote() {
        SocketAddress address = request.connection().remoteAddress();
        return address == null ? "" : address.host() + ":" + address.port();
    }
}
