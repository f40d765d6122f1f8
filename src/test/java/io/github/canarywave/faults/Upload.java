package io.github.canarywave.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.util.Arrays;

import javax.net.ssl.SSLContext;

/** One upload of a firmware file, byte by byte as the test wants it. Confined to one thread. */
final class Upload implements AutoCloseable {
    private static final int PATIENCE_MS = 60_000;

    private final Socket socket;
    private final byte[] content;
    private int sent;

    private Upload(Socket socket, byte[] content) {
        this.socket = socket;
        this.content = content;
    }

    /** Sends the header of it. */
    static Upload begin(Rig rig, String path, byte[] content) {
        return say(rig, "PUT " + path, content);
    }

    /** Asks for a file instead. */
    static Upload get(Rig rig, String path) {
        return say(rig, "GET " + path, new byte[0]);
    }

    private static Upload say(Rig rig, String what, byte[] content) {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, Api.trust(rig.data.resolve("pki/ca.pem")).getTrustManagers(), null);
            int port = URI.create(rig.api().url()).getPort();
            Socket socket = tls.getSocketFactory().createSocket("localhost", port);
            socket.setSoTimeout(PATIENCE_MS);
            Upload upload = new Upload(socket, content);
            String token = Files.readString(rig.data.resolve("keys/operator.token")).strip();
            upload.say(
                    what
                            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                            + "Content-Type: application/octet-stream\r\nAuthorization: Bearer "
                            + token
                            + "\r\nContent-Length: "
                            + content.length
                            + "\r\n\r\n");
            return upload;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void say(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    /** Sends the body up to this byte. */
    void sendTo(int end) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(content, sent, end - sent);
        out.flush();
        sent = end;
    }

    /** Waits for the whole answer and gives what is behind its header. */
    byte[] body() throws IOException {
        byte[] all = socket.getInputStream().readAllBytes();
        String text = new String(all, StandardCharsets.ISO_8859_1);
        return Arrays.copyOfRange(all, text.indexOf("\r\n\r\n") + 4, all.length);
    }

    /** Waits for the whole answer. */
    String answer() throws IOException {
        try (InputStream in = socket.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
