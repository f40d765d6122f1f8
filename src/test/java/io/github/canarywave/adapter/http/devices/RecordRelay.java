package io.github.canarywave.adapter.http.devices;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Passes TLS connections on and writes down each record that the server sends. */
final class RecordRelay implements AutoCloseable {
    static final int HANDSHAKE = 22;
    static final int DATA = 23;

    private final ServerSocket listener;
    private final int target;
    private final List<Seen> records = new CopyOnWriteArrayList<>();

    /** A record, without its header. */
    record Seen(int type, ByteBuffer body) {
        int length() {
            return body.capacity();
        }
    }

    RecordRelay(int target) throws IOException {
        this.target = target;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    List<Seen> records() {
        return records;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                Thread.ofVirtual().start(() -> up(client, server));
                Thread.ofVirtual().start(() -> down(server, client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void up(Socket client, Socket server) {
        try (InputStream in = client.getInputStream()) {
            in.transferTo(server.getOutputStream());
            server.shutdownOutput();
        } catch (IOException e) {
            close(server);
        }
    }

    private void down(Socket server, Socket client) {
        try (DataInputStream in = new DataInputStream(server.getInputStream())) {
            OutputStream out = client.getOutputStream();
            while (true) {
                byte[] header = new byte[5];
                in.readFully(header);
                byte[] body = new byte[((header[3] & 0xff) << 8) | (header[4] & 0xff)];
                in.readFully(body);
                records.add(new Seen(header[0], ByteBuffer.wrap(body).asReadOnlyBuffer()));
                out.write(header);
                out.write(body);
            }
        } catch (EOFException | SocketException e) {
            close(client);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
