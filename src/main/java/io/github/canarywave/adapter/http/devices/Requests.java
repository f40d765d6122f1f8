package io.github.canarywave.adapter.http.devices;

import io.github.canarywave.adapter.http.Channels;
import io.github.canarywave.adapter.http.OpenConnections;
import io.github.canarywave.adapter.http.RequestShape;
import io.github.canarywave.app.DownloadDesk;
import io.github.canarywave.app.DownloadDesk.Admission;
import io.github.canarywave.app.StoreUnavailable;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers the requests of devices. The desk may wait for the store, so it is asked on a virtual
 * thread, unless it knows the answer already; everything else happens on the connection's event
 * loop.
 */
final class Requests {
    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);
    private static final Pattern PATH = Pattern.compile("/f/([A-Za-z0-9_-]{1,64})/fw\\.bin");

    private static final String STRANGER = "the certificate is not the one that its device has now";

    private static final Set<HttpMethod> METHODS = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    /** Seconds after which a device may ask again when the store did not answer. */
    private static final int RETRY_AFTER_OUTAGE = 30;

    /** The same when there were too many connections: at least as long as an idle one may stay. */
    private static final int RETRY_AFTER_FLOOD = 120;

    /** Characters of a reason that go to a device. */
    private static final int WHY_LIMIT = 200;

    private final DownloadDesk desk;
    private final Guests guests;
    private final MappedArtifacts artifacts;
    private final OpenConnections connections;
    private final Duration stall;
    private final Visit.Port port;
    private final Clock clock = Clock.systemUTC();
    private final DateLine dates = new DateLine();

    Requests(
            DownloadDesk desk,
            Guests guests,
            MappedArtifacts artifacts,
            OpenConnections connections,
            Duration stall,
            Visit.Port port) {
        this.port = port;
        this.desk = desk;
        this.guests = guests;
        this.artifacts = artifacts;
        this.connections = connections;
        this.stall = stall;
    }

    /** Answers one request. */
    void answer(HttpServerRequest request) {
        Visit visit = new Visit(request, port);
        request.response().putHeader("Date", dates.now(clock.instant()));
        if (OpenConnections.isTooMany(request.connection())) {
            closeAfter(request);
            busy(visit, RETRY_AFTER_FLOOD, "too many connections; try again later");
            return;
        }
        if (RequestShape.asksToClose(request)) closeAfter(request);
        connections.within(request.connection(), stall); // even if a fault of ours never answers
        Optional<String> problem = RequestShape.problem(request).or(() -> body(request));
        if (problem.isPresent()) {
            closeAfter(request);
            refuse(visit, Refused.MALFORMED, 400, problem.get(), Map.of());
            return;
        }
        Matcher path = PATH.matcher(Optional.ofNullable(request.path()).orElse(""));
        if (!path.matches() || request.query() != null) {
            unknown(visit);
        } else if (!METHODS.contains(request.method())) {
            refuse(visit, Refused.METHOD, 405, "use GET or HEAD", Map.of("Allow", "GET, HEAD"));
        } else {
            admit(visit, path.group(1));
        }
    }

    /** Ends one that the decoder could not read. */
    void unreadable(HttpServerRequest request) {
        Visit visit = new Visit(request, port);
        visit.refused(Refused.MALFORMED);
        HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(request);
        visit.over(true);
    }

    private static void closeAfter(HttpServerRequest request) {
        request.response()
                .putHeader("Connection", "close")
                .endHandler(_ -> request.connection().close());
    }

    /** One answer for all that we do not know: a guess is not told how near it came. */
    private void unknown(Visit visit) {
        refuse(visit, Refused.UNKNOWN, 404, "there is nothing here", Map.of());
    }

    /** A download has no body; accepting one would mean reading it. */
    private static Optional<String> body(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        boolean bodiless = length == null || length.strip().matches("0+");
        return bodiless && !request.headers().contains("Transfer-Encoding")
                ? Optional.empty()
                : Optional.of("a request here has no body");
    }

    private void admit(Visit visit, String token) {
        HttpServerRequest request = visit.request();
        boolean head = request.method().equals(HttpMethod.HEAD);
        FileAnswer.Asked asked = asked(request.headers(), head);
        Optional<Guest> guest = guests.known(request.connection());
        Optional<Admission.Admitted> known = desk.known(token, clock.instant());
        boolean atOnce =
                guest.isPresent()
                        && known.filter(yes -> artifacts.mapped(yes.file()).isPresent())
                                .isPresent();
        if (atOnce) answer(visit, guest.get(), known.get(), asked, head).run();
        else askStore(visit, token, asked, head);
    }

    private void askStore(Visit visit, String token, FileAnswer.Asked asked, boolean head) {
        Context loop = Vertx.currentContext();
        Thread.ofVirtual()
                .name("download-admit")
                .start(
                        () -> {
                            Runnable answer = decide(visit, token, asked, head);
                            loop.runOnContext(_ -> answer.run());
                        });
    }

    private Runnable decide(Visit visit, String token, FileAnswer.Asked asked, boolean head) {
        try {
            Guest guest = guests.ask(visit.request().connection());
            if (guest instanceof Guest.Stranger)
                return () -> refuse(visit, Refused.STRANGER, 403, STRANGER, Map.of());
            Admission admission = desk.admit(token, clock.instant());
            if (AccessLog.wanted()) visit.heldBy(desk.holder(token));
            return answer(visit, guest, admission, asked, head);
        } catch (StoreUnavailable | UncheckedIOException e) {
            LOG.warn("download refused for now, the store does not answer", e);
            return () -> busy(visit, RETRY_AFTER_OUTAGE, "try again later");
        } catch (RuntimeException | LinkageError e) {
            LOG.error("download failed by a fault of ours; report it with this trace", e);
            return () -> fault(visit);
        }
    }

    private Runnable answer(
            Visit visit, Guest guest, Admission admission, FileAnswer.Asked asked, boolean head) {
        return switch (admission) {
            case Admission.Admitted yes when guest.mayHave(yes.owner()) ->
                    admitted(visit, yes, answer(yes, asked, clock.instant()), head);
            case Admission.Gone(var why) -> () -> refuse(visit, Refused.GONE, 410, why, Map.of());
            case Admission.Admitted _, Admission.Unknown _ -> () -> unknown(visit);
            case Admission.Busy(var seconds, var why) -> () -> busy(visit, seconds, why);
        };
    }

    /** A clock that is behind the URL's own date knows no date (RFC 9110, 8.8.2.1). */
    private static FileAnswer answer(Admission.Admitted yes, FileAnswer.Asked asked, Instant now) {
        Optional<Instant> since = yes.since().filter(at -> !at.isAfter(now));
        return FileAnswer.of(asked, new FileAnswer.Stored(yes.file(), yes.size(), since), now);
    }

    private Runnable admitted(
            Visit visit, Admission.Admitted yes, FileAnswer answer, boolean head) {
        visit.heldBy(yes.holder());
        if (head || answer.body().isEmpty()) return () -> headers(visit, answer);
        Optional<MappedArtifacts.Mapping> file = artifacts.find(yes.file());
        if (file.isEmpty() || file.get().size() != yes.size()) {
            LOG.error(
                    "artifact missing or cut sha256={} size={}; add it to the release again",
                    yes.file(),
                    yes.size());
            return () -> fault(visit);
        }
        return switch (desk.start(yes, () -> cut(visit))) {
            case DownloadDesk.Start.Begun(var sending) ->
                    () -> send(visit, answer, file.get(), sending);
            case DownloadDesk.Start.Full(var seconds, var why) -> () -> busy(visit, seconds, why);
        };
    }

    private static void cut(Visit visit) {
        visit.cutByHalt();
        Channels.abort(visit.request().connection());
    }

    private void send(
            Visit visit,
            FileAnswer answer,
            MappedArtifacts.Mapping file,
            DownloadDesk.Sending sending) {
        HttpServerResponse response = visit.request().response();
        response.setStatusCode(answer.status());
        answer.headers().forEach(response::putHeader);
        visit.brings(answer);
        new Download(visit, connections, stall, file, answer, sending).send();
    }

    private void headers(Visit visit, FileAnswer answer) {
        HttpServerRequest request = visit.request();
        connections.waitForRequest(request.connection());
        HttpServerResponse response = request.response().setStatusCode(answer.status());
        answer.headers().forEach(response::putHeader);
        response.end().onComplete(sent -> visit.over(sent.succeeded()));
    }

    private void busy(Visit visit, int seconds, String why) {
        String again = Integer.toString(seconds);
        refuse(visit, Refused.BUSY, 503, why, Map.of("Retry-After", again));
    }

    private void fault(Visit visit) {
        refuse(visit, Refused.FAULT, 500, "internal error", Map.of());
    }

    private void refuse(
            Visit visit, Refused reason, int status, String why, Map<String, String> headers) {
        HttpServerRequest request = visit.request();
        visit.refused(reason);
        connections.waitForRequest(request.connection());
        String text = why.substring(0, Math.min(WHY_LIMIT, why.length())) + "\n";
        HttpServerResponse response = request.response().setStatusCode(status);
        headers.forEach(response::putHeader);
        response.putHeader("Content-Type", "text/plain; charset=utf-8");
        // Vert.x leaves it out of answers to HEAD.
        response.putHeader(
                "Content-Length", Integer.toString(text.getBytes(StandardCharsets.UTF_8).length));
        response.end(text).onComplete(sent -> visit.over(sent.succeeded()));
    }

    /** A range is defined for GET alone (RFC 9110, 14.2). */
    private static FileAnswer.Asked asked(MultiMap headers, boolean head) {
        List<String> ranges = head ? List.of() : headers.getAll("Range");
        return new FileAnswer.Asked(
                ranges.size() == 1 ? Optional.of(ranges.getFirst()) : Optional.empty(),
                Conditions.in(headers));
    }
}
