package io.github.canarywave.adapter.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.TreeMap;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** A connection that sends exactly the bytes it is told. */
public final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream in;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** A connection, encrypted or not; any certificate will do. */
    public static RawClient to(int port, boolean tls) throws Exception {
        return new RawClient(socket(port, tls));
    }

    /** Such a connection without a reader. */
    public static Socket socket(int port, boolean tls) throws Exception {
        if (!tls) return new Socket(InetAddress.getLoopbackAddress(), port);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trustsAll(), new SecureRandom());
        return context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    }

    /** Takes any certificate. */
    public static TrustManager[] trustsAll() {
        return new TrustManager[] {new TrustsAll()};
    }

    /** What came back. */
    public static final class Answer {
        private final int status;
        private final Map<String, String> headers;
        private final byte[] body;

        private Answer(int status, Map<String, String> headers, byte[] body) {
            this.status = status;
            this.headers = headers;
            this.body = body;
        }

        public int status() {
            return status;
        }

        public Map<String, String> headers() {
            return headers;
        }

        public byte[] body() {
            return body;
        }

        public String header(String name) {
            return headers.getOrDefault(name, "(none)");
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    public Answer ask(String request) throws IOException {
        send(request);
        return read(request.startsWith("HEAD "));
    }

    public void send(String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /** Reads one answer; a body cut short is given as far as it came. */
    public Answer read(boolean head) throws IOException {
        int status = Integer.parseInt(line().substring(9, 12));
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.merge(
                    line.substring(0, colon),
                    line.substring(colon + 1).strip(),
                    (a, b) -> a + " | " + b);
        }
        boolean bodiless = head || status == 304 || status == 204;
        byte[] body = bodiless ? new byte[0] : body(headers);
        return new Answer(status, headers, body);
    }

    /** Reads one answer to a GET as a reader that forgives nothing. */
    public StrictAnswer strict() throws IOException {
        return StrictAnswer.read(in, false);
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        String length = headers.get("Content-Length");
        if (length == null) return in.readAllBytes();
        return in.readNBytes(Integer.parseInt(length));
    }

    /** One line without its end. */
    public String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) throw new SocketException("closed after \"" + line + "\"");
            if (b != '\r') line.append((char) b);
        }
        return line.toString();
    }

    /** Reads as many bytes as there are, up to this many. */
    public byte[] some(int length) throws IOException {
        return in.readNBytes(length);
    }

    /** Whether the other side closed the connection; waits for it. */
    public boolean closed() {
        try {
            return in.read() < 0;
        } catch (SocketException | SSLException e) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("still open", e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static final class TrustsAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

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
