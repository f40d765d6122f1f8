package io.github.canarywave.app;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Many plain clients of one event stream, each with its own connection: counts what each of them
 * hears. Arguments: port, viewers, viewers of one person.
 */
final class Viewers {
    /** Why of the last event. */
    static final String LAST = "that is all";

    /** Handshakes at once. */
    private static final int DIALLING = 16;

    private static final Pattern EVENT =
            Pattern.compile("\\{\"id\":(\\d+),\"at\":\"([^\"]+)\".*\"why\":\"([^\"]*)\"}");

    private final int port;
    private final SSLSocketFactory sockets = sockets();
    private final Semaphore dialling = new Semaphore(DIALLING);
    private final ConcurrentLinkedQueue<TreeSet<Long>> heard = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Long> delays = new ConcurrentLinkedQueue<>();
    private final AtomicLong states = new AtomicLong();
    private final AtomicLong broken = new AtomicLong();

    private Viewers(int port) {
        this.port = port;
    }

    static String token(int person) {
        return "token-of-viewer-" + person;
    }

    static void main(String[] args) throws Exception {
        Viewers viewers = new Viewers(Integer.parseInt(args[0]));
        int count = Integer.parseInt(args[1]);
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String token = token(i / Integer.parseInt(args[2]));
            all.add(Thread.ofVirtual().start(() -> viewers.watch(token)));
        }
        for (Thread viewer : all) viewer.join();
        System.out.println(viewers.result(count));
    }

    private String result(int count) {
        TreeSet<Long> whole = new TreeSet<>();
        heard.forEach(whole::addAll);
        long got = heard.stream().mapToLong(TreeSet::size).sum();
        long all = (long) count * whole.size();
        List<Long> sorted = delays.stream().sorted().toList();
        return "missed %d of %d events, %d streams broke, %d states, delay median %d ms, 99 %% %d ms, most %d ms"
                .formatted(
                        all - got,
                        all,
                        broken.get(),
                        states.get(),
                        sorted.get(sorted.size() / 2),
                        sorted.get(sorted.size() * 99 / 100),
                        sorted.getLast());
    }

    private void watch(String token) {
        TreeSet<Long> places = new TreeSet<>();
        try (SSLSocket socket = dial(token);
                BufferedReader lines =
                        new BufferedReader(
                                new InputStreamReader(
                                        socket.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event: state")) states.incrementAndGet();
                Matcher event = EVENT.matcher(line);
                if (!line.startsWith("data: {\"id\"") || !event.find()) continue;
                places.add(Long.parseLong(event.group(1)));
                Instant at = Instant.parse(event.group(2));
                delays.add(Duration.between(at, Instant.now()).toMillis());
                if (event.group(3).equals(LAST)) return;
            }
            broken.incrementAndGet();
        } catch (Exception e) {
            broken.incrementAndGet();
            System.err.println(e);
        } finally {
            heard.add(places);
        }
    }

    private SSLSocket dial(String token) throws Exception {
        dialling.acquire();
        try {
            SSLSocket socket = (SSLSocket) sockets.createSocket("127.0.0.1", port);
            socket.startHandshake();
            String request =
                    "GET /api/v1/campaigns/lamps/events HTTP/1.1\r\nHost: localhost\r\n"
                            + "Authorization: Bearer "
                            + token
                            + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return socket;
        } finally {
            dialling.release();
        }
    }

    /** The certificate is of no interest here. */
    private static SSLSocketFactory sockets() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Trusting()}, null);
            return context.getSocketFactory();
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException("each Java runtime has TLS", e);
        }
    }

    private static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
