package io.github.canarywave.adapter.http.tls;

import io.github.canarywave.fuzz.Mutations;
import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;

import java.util.HexFormat;
import java.util.List;

/** What is no hello, or half of one, has no extensions; nothing else happens. */
class ClientHelloMutationTest {
    @Test
    void hellos() {
        // Version, random, session id, two cipher suites, no compression, two extensions.
        String hello =
                "0303"
                        + "11".repeat(32)
                        + "04aabbccdd"
                        + "0004c02bc02f"
                        + "0100"
                        + "000d"
                        + "0001000102"
                        + "000a00040002"
                        + "0017";
        Mutations.survives(
                input -> ClientHello.read(Unpooled.wrappedBuffer(input)),
                20_000,
                NoSuchMethodException.class,
                List.of(HexFormat.of().parseHex(hello)));
    }
}
