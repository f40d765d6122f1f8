package io.github.canarywave.faults;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A link that can be harmed: forwards TCP connections to a port of this machine until it is told to
 * do worse. Speaks HTTP's CONNECT when it has no target of its own. Safe from any thread.
 */
final class TcpProxy implements AutoCloseable {
    private static final int CHUNK_BYTES = 4096;
    private static final int BACKLOG = 4096;

    /**
     * Small, so that a slow reader slows the writer, and a transfer can be caught in its middle.
     */
    private static final int BUFFER_BYTES = 16 * 1024;

    private static final int CONNECT_LINE_MAX = 4096;
    private static final Duration DIAL = Duration.ofSeconds(10);
    private static final Pattern CONNECT = Pattern.compile("CONNECT [^ :]+:(\\d+) HTTP/1\\..*");

    /** What happens to bytes on their way. */
    enum Way {
        OPEN,
        /** They vanish, and nobody is told. */
        SWALLOWED
    }

    /**
     * How the link is now.
     *
     * @param refuses new connections are reset at once
     * @param up from the client to the server
     * @param down from the server to the client
     * @param delay each chunk of bytes waits so long
     * @param cutAfter a new connection breaks when so many bytes went down
     */
    record Harm(boolean refuses, Way up, Way down, Duration delay, long cutAfter) {
        static final Harm NONE = new Harm(false, Way.OPEN, Way.OPEN, Duration.ZERO, Long.MAX_VALUE);
        static final Harm REFUSES =
                new Harm(true, Way.OPEN, Way.OPEN, Duration.ZERO, Long.MAX_VALUE);

        static Harm cutAfter(long bytes) {
            return new Harm(false, Way.OPEN, Way.OPEN, Duration.ZERO, bytes);
        }

        static Harm delayed(Duration delay) {
            return new Harm(false, Way.OPEN, Way.OPEN, delay, Long.MAX_VALUE);
        }
    }

    private final ServerSocket listener;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final AtomicLong accepted = new AtomicLong();
    private volatile int target;
    private volatile Harm harm = Harm.NONE;

    private TcpProxy(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
        Thread.ofVirtual().name("proxy-" + listener.getLocalPort()).start(this::accept);
    }

    /** Forwards to this port of this machine; 0: the client names the port by CONNECT. */
    static TcpProxy to(int target) {
        try {
            return new TcpProxy(
                    new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()), target);
        } catch (IOException e) {
            throw new UncheckedIOException("no port for a proxy", e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Sends new connections to another port; those that are open stay. */
    void retarget(int port) {
        target = port;
    }

    /** How the link is from now on; ways and delay hold for open connections too. */
    void set(Harm now) {
        harm = now;
    }

    /** Connections that are open now. */
    int open() {
        return links.size();
    }

    /**
     * Connections that have carried at least so many bytes down, and fewer than so many, and whose
     * server has not said all.
     */
    long within(long from, long to) {
        return links.stream()
                .filter(l -> !l.saidAll && l.bytesDown >= from && l.bytesDown < to)
                .count();
    }

    /** Connections that came so far. */
    long accepted() {
        return accepted.get();
    }

    /** Breaks all open connections as a router that restarts does; tells how many. */
    int cutAll() {
        int cut = 0;
        for (Link link : links) {
            link.cut();
            cut++;
        }
        return cut;
    }

    /**
     * Every nth open connection goes half open: what either side says in this way vanishes, and
     * nobody is told.
     */
    int silence(int every, boolean upToo) {
        int at = 0;
        int silenced = 0;
        for (Link link : links) {
            if (at++ % every != 0) continue;
            link.down = Way.SWALLOWED;
            if (upToo) link.up = Way.SWALLOWED;
            silenced++;
        }
        return silenced;
    }

    /** Half open connections end with a reset, as at a router that is back and knows them not. */
    void resetSilenced() {
        for (Link link : links) if (link.down == Way.SWALLOWED) link.cut();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                accepted.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                if (!listener.isClosed()) pauseFor(Duration.ofMillis(10)); // Out of files, say.
            }
        }
    }

    private void serve(Socket client) {
        if (harm.refuses()) {
            reset(client);
            return;
        }
        try {
            client.setTcpNoDelay(true);
            client.setSendBufferSize(BUFFER_BYTES);
            int port = target == 0 ? askedFor(client) : target;
            Socket server = new Socket();
            server.setTcpNoDelay(true);
            server.setReceiveBufferSize(BUFFER_BYTES);
            server.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                    Math.toIntExact(DIAL.toMillis()));
            if (target == 0) say(client, "HTTP/1.1 200 OK\r\n\r\n");
            new Link(client, server, harm.cutAfter()).open();
        } catch (IOException e) {
            reset(client); // Nobody listens there: the client shall feel it.
        }
    }

    private static void say(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Reads the CONNECT request and gives its port; whose host it names is not asked. */
    private static int askedFor(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        String text = "";
        while (!text.endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0 || head.size() > CONNECT_LINE_MAX)
                throw new IOException("no CONNECT request: " + text);
            head.write(next);
            if (next == '\n') text = head.toString(StandardCharsets.US_ASCII);
        }
        Matcher asked = CONNECT.matcher(text.lines().findFirst().orElse(""));
        if (!asked.matches()) throw new IOException("no CONNECT request: " + text);
        return Integer.parseInt(asked.group(1));
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0); // Close then sends RST.
            socket.close();
        } catch (IOException e) {
            // It is closed.
        }
    }

    private static void pauseFor(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cutAll();
    }

    /** One connection through the proxy. */
    private final class Link {
        private final Socket client;
        private final Socket server;
        private final long cutAfter;
        private volatile Way up = Way.OPEN;
        private volatile Way down = Way.OPEN;
        private volatile boolean saidAll;

        // Written by the one thread that pumps down.
        private volatile long bytesDown;

        Link(Socket client, Socket server, long cutAfter) {
            this.client = client;
            this.server = server;
            this.cutAfter = cutAfter;
        }

        void open() {
            links.add(this);
            if (listener.isClosed()) cut();
            Thread.ofVirtual().start(() -> pump(client, server, true));
            pump(server, client, false);
        }

        private void pump(Socket from, Socket to, boolean isUp) {
            byte[] chunk = new byte[CHUNK_BYTES];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                    Harm now = harm;
                    if (!now.delay().isZero()) Thread.sleep(now.delay());
                    if (isUp) send(out, chunk, n, now.up(), up);
                    else {
                        send(out, chunk, (int) Math.min(n, cutAfter - bytesDown), now.down(), down);
                        long sum = bytesDown + n;
                        bytesDown = sum;
                        if (bytesDown >= cutAfter) {
                            cut();
                            return;
                        }
                    }
                }
                if (!isUp) saidAll = true;
                finished(to, isUp ? up : down);
            } catch (IOException e) {
                cut();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                cut();
            }
        }

        private void send(OutputStream out, byte[] chunk, int n, Way all, Way own)
                throws IOException {
            if (all == Way.OPEN && own == Way.OPEN && n > 0) out.write(chunk, 0, n);
        }

        /** One side has said all: the other hears of it, unless the link is silent. */
        private void finished(Socket to, Way way) throws IOException {
            if (way == Way.SWALLOWED) return;
            to.shutdownOutput();
            if (client.isOutputShutdown() && server.isOutputShutdown()) cut();
        }

        void cut() {
            links.remove(this);
            reset(client);
            reset(server);
        }
    }
}
