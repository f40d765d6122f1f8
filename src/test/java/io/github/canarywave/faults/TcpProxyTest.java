package io.github.canarywave.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.canarywave.faults.TcpProxy.Harm;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The proxy between a client and a server that says back what it hears. */
class TcpProxyTest {
    private static final int SHORT_MS = 300;
    private static final int LONG_MS = 10_000;

    private ServerSocket echo;
    private TcpProxy proxy;

    @BeforeEach
    void open() throws IOException {
        echo = echo("");
        proxy = TcpProxy.to(echo.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        echo.close();
    }

    private static ServerSocket echo(String first) throws IOException {
        ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual()
                .start(
                        () -> {
                            while (!listener.isClosed()) serve(listener, first);
                        });
        return listener;
    }

    private static void serve(ServerSocket listener, String first) {
        try {
            Socket socket = listener.accept();
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try (socket) {
                                    socket.getOutputStream().write(bytes(first));
                                    socket.getInputStream().transferTo(socket.getOutputStream());
                                } catch (IOException e) {
                                    // The test has cut it.
                                }
                            });
        } catch (IOException e) {
            // The test is over.
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private Socket client() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(LONG_MS);
        return socket;
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(bytes(text));
    }

    private static String hear(Socket socket, int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
    }

    private static void assertSays(Socket socket, String text) throws IOException {
        say(socket, text);
        assertThat(hear(socket, text.length())).isEqualTo(text);
    }

    private static void assertCut(Socket socket) {
        assertThatThrownBy(
                        () -> {
                            if (socket.getInputStream().read() < 0) throw new IOException("end");
                        })
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void forwardsBothWaysAndPassesTheEndOn() throws IOException {
        try (Socket client = client()) {
            assertSays(client, "hello");
            say(client, "bye");
            client.shutdownOutput();
            assertThat(
                            new String(
                                    client.getInputStream().readAllBytes(),
                                    StandardCharsets.US_ASCII))
                    .isEqualTo("bye");
        }
        await().untilAsserted(() -> assertThat(proxy.open()).isZero());
    }

    @Test
    void cutsAllThatIsOpenAndServesWhoComesAfter() throws IOException {
        try (Socket one = client();
                Socket two = client()) {
            assertSays(one, "1");
            assertSays(two, "2");
            assertThat(proxy.cutAll()).isEqualTo(2);
            assertCut(one);
            assertCut(two);
        }
        try (Socket after = client()) {
            assertSays(after, "3");
        }
    }

    @Test
    void halfOpenLinksSwallowInSilenceUntilTheyAreReset() throws IOException {
        try (Socket client = client()) {
            assertSays(client, "1");
            assertThat(proxy.silence(1, true)).isEqualTo(1);
            say(client, "2");
            client.setSoTimeout(SHORT_MS);
            assertThatThrownBy(() -> hear(client, 1)).isInstanceOf(SocketTimeoutException.class);
            proxy.resetSilenced();
            client.setSoTimeout(LONG_MS);
            assertCut(client);
        }
    }

    @Test
    void refusesWhileToldSo() throws IOException {
        proxy.set(Harm.REFUSES);
        try (Socket client = client()) {
            assertCut(client);
        }
        proxy.set(Harm.NONE);
        try (Socket client = client()) {
            assertSays(client, "1");
        }
    }

    @Test
    void breaksAtTheByte() throws IOException {
        proxy.set(Harm.cutAfter(3));
        try (Socket client = client()) {
            say(client, "12345");
            assertCutAfter(client, "123");
        }
    }

    /** A reset may overtake what was written before it. */
    private static void assertCutAfter(Socket client, String most) {
        StringBuilder heard = new StringBuilder();
        assertThatThrownBy(
                        () -> {
                            int next = client.getInputStream().read();
                            while (next >= 0) {
                                heard.append((char) next);
                                next = client.getInputStream().read();
                            }
                            throw new IOException("end");
                        })
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(SocketTimeoutException.class);
        assertThat(most).startsWith(heard.toString());
    }

    @Test
    void delaysWhatItForwards() throws IOException {
        proxy.set(Harm.delayed(Duration.ofMillis(SHORT_MS)));
        try (Socket client = client()) {
            long start = System.nanoTime();
            assertSays(client, "1");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(2L * SHORT_MS));
        }
    }

    @Test
    void sendsNewConnectionsToAnotherTarget() throws IOException {
        try (ServerSocket other = echo("other")) {
            proxy.retarget(other.getLocalPort());
            try (Socket client = client()) {
                assertThat(hear(client, 5)).isEqualTo("other");
            }
        }
    }

    @Test
    void opensATunnelWhereAClientAsks() throws IOException {
        try (TcpProxy tunnel = TcpProxy.to(0);
                Socket client = new Socket(InetAddress.getLoopbackAddress(), tunnel.port())) {
            client.setSoTimeout(LONG_MS);
            int port = echo.getLocalPort();
            say(client, "CONNECT localhost:%d HTTP/1.1\r\nHost: x\r\n\r\n".formatted(port));
            String answer = "HTTP/1.1 200 OK\r\n\r\n";
            assertThat(hear(client, answer.length())).isEqualTo(answer);
            assertSays(client, "hello");
        }
    }
}
