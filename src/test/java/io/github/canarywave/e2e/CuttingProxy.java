package io.github.canarywave.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A wire between a device and a port on this machine, which a test cuts or stops. Safe from any
 * thread.
 */
final class CuttingProxy implements AutoCloseable {
    private static final int CHUNK_BYTES = 4_096;

    private final ServerSocket server;
    private final int target;
    private final Queue<Cut> cuts = new ConcurrentLinkedQueue<>();
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition flowing = lock.newCondition();
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean stopped;

    /** What happens to one connection after this many bytes for the device. */
    private record Cut(long afterBytes, boolean stays) {}

    CuttingProxy(int target) {
        this.target = target;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::acceptAll);
    }

    int port() {
        return server.getLocalPort();
    }

    /** The next connection without such a plan breaks when the device has this many bytes. */
    CuttingProxy cutAfter(long bytes) {
        cuts.add(new Cut(bytes, false));
        return this;
    }

    /** The next connection without such a plan falls silent after this many bytes, and stays. */
    CuttingProxy silentAfter(long bytes) {
        cuts.add(new Cut(bytes, true));
        return this;
    }

    /** From now on no byte passes, in either direction, until {@link #flow}. */
    void stop() {
        setStopped(true);
    }

    void flow() {
        setStopped(false);
    }

    private void setStopped(boolean now) {
        lock.lock();
        try {
            stopped = now;
            flowing.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                Socket device = server.accept();
                Socket machine = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(device);
                open.add(machine);
                Cut cut = cuts.poll();
                Thread.ofVirtual().start(() -> pass(device, machine, null));
                Thread.ofVirtual().start(() -> pass(machine, device, cut));
            } catch (IOException e) {
                // closed, or the target is not there now: the device tries again
            }
        }
    }

    private void pass(Socket from, Socket to, Cut cut) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] chunk = new byte[CHUNK_BYTES];
            long left = cut == null ? Long.MAX_VALUE : cut.afterBytes();
            while (left > 0) {
                int read = in.read(chunk, 0, (int) Math.min(chunk.length, left));
                if (read < 0) return;
                awaitFlow();
                out.write(chunk, 0, read);
                left -= read;
            }
            if (cut != null && cut.stays()) closed.await();
        } catch (IOException e) {
            // either side has gone: both are closed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitFlow() {
        lock.lock();
        try {
            while (stopped) flowing.awaitUninterruptibly();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            flow();
            closed.countDown();
            for (Socket socket : open) socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
