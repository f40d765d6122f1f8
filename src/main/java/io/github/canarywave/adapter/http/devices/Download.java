package io.github.canarywave.adapter.http.devices;

import io.github.canarywave.adapter.http.OpenConnections;
import io.github.canarywave.app.DownloadDesk;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerResponse;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;

/**
 * The body of one response on its way. Says once, and only when the network took the bytes, how far
 * it got. Confined to the connection's event loop once it runs.
 */
final class Download {
    /**
     * Bytes handed over at once. Up to here one write; beyond, the next piece waits until the
     * network took the one before, so that a slow device holds one piece in memory and shows that
     * it lives.
     */
    static final int PIECE = 256 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Download.class);

    private final Visit visit;
    private final HttpConnection connection;
    private final HttpServerResponse response;
    private final OpenConnections connections;
    private final Duration stall;
    private final MappedArtifacts.Mapping file;
    private final DownloadDesk.Sending sending;
    private final List<Segment> body;
    private int segment;
    private long at;
    private long reached;
    private long bytes;

    Download(
            Visit visit,
            OpenConnections connections,
            Duration stall,
            MappedArtifacts.Mapping file,
            FileAnswer answer,
            DownloadDesk.Sending sending) {
        this.visit = visit;
        this.connection = visit.request().connection();
        this.response = visit.request().response();
        this.connections = connections;
        this.stall = stall;
        this.file = file;
        this.sending = sending;
        this.body = answer.body();
    }

    /** Sends the next piece, and so on to the end. Status and headers are set already. */
    void send() {
        connections.within(connection, stall);
        long length = Math.min(Math.min(PIECE, sending.piece()), left());
        Duration wait = sending.take(length);
        if (wait.isZero()) send(length);
        else Vertx.currentContext().owner().setTimer(millis(wait), _ -> send(length));
    }

    private static long millis(Duration wait) {
        return Math.max(1, wait.toMillis());
    }

    /** Bytes of this segment that have not gone out. */
    private long left() {
        return body.get(segment).length() - at;
    }

    private void send(long length) {
        boolean lastPiece = length == left() && segment == body.size() - 1;
        Buffer piece = piece(length);
        (lastPiece ? response.end(piece) : response.write(piece))
                .onSuccess(_ -> sent(length, lastPiece))
                .onFailure(_ -> over(false));
    }

    private Buffer piece(long length) {
        return switch (body.get(segment)) {
            case Segment.Bytes(var from, _) -> file.slice(from + at, length);
            case Segment.Text text ->
                    Buffer.buffer(text.bytes()).slice((int) at, (int) (at + length));
        };
    }

    private void sent(long length, boolean lastPiece) {
        at += length;
        visit.sent(length);
        if (body.get(segment) instanceof Segment.Bytes(var from, _)) {
            reached = Math.max(reached, from + at);
            bytes += length;
        }
        if (lastPiece) {
            connections.waitForRequest(connection);
            over(true);
            return;
        }
        if (left() == 0) {
            segment++;
            at = 0;
        }
        send();
    }

    private void over(boolean whole) {
        long upTo = reached;
        boolean last = upTo == file.size();
        visit.over(whole);
        try {
            sending.ended(new DownloadDesk.Sent(begins(), upTo, last, bytes, whole));
        } catch (RuntimeException e) {
            LOG.error(
                    "end of download not recorded up_to={} last={}; check the data folder",
                    upTo,
                    last,
                    e);
        }
    }

    /** Offset of the first byte of the file that was asked for. */
    private long begins() {
        for (Segment part : body) if (part instanceof Segment.Bytes(var from, _)) return from;
        return 0;
    }
}
