package io.github.canarywave.adapter.http.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.Random;

class ClientHelloTest {
    /** What BearSSL's probe sends: one suite, and the extension for records of 512 bytes. */
    private static byte[] probe() {
        ByteBuffer bytes = ByteBuffer.allocate(200);
        bytes.putShort((short) 0x0303).put(new byte[32]);
        bytes.put((byte) 0); // session id
        bytes.putShort((short) 2).putShort((short) 0xc02b);
        bytes.put((byte) 1).put((byte) 0); // compression
        bytes.putShort((short) (5 + 8));
        bytes.putShort((short) 1).putShort((short) 1).put((byte) 1);
        bytes.putShort((short) 10).putShort((short) 4).putShort((short) 2).putShort((short) 23);
        byte[] all = new byte[bytes.position()];
        bytes.flip().get(all);
        return all;
    }

    @Test
    void findsTheWishForSmallRecordsWhereverItStands() {
        ClientHello hello = ClientHello.read(Unpooled.wrappedBuffer(probe()));
        assertThat(hello.extensions()).containsExactlyInAnyOrder(1, 10);
        assertThat(hello.wantsSmallRecords()).isTrue();
        ByteBuf later = Unpooled.buffer().writeZero(3).writeBytes(probe()).skipBytes(3);
        assertThat(ClientHello.read(later).wantsSmallRecords()).isTrue();
    }

    @Test
    void aHelloWithoutExtensionsWantsNothing() {
        byte[] all = probe();
        ByteBuf bytes = Unpooled.wrappedBuffer(all, 0, all.length - 15);
        assertThat(ClientHello.read(bytes).extensions()).isEmpty();
    }

    @Test
    void whatIsCutOrGarbledIsReadToItsEndAndNoFurther() {
        byte[] whole = probe();
        for (int length = 0; length < whole.length; length++)
            assertThat(ClientHello.read(Unpooled.wrappedBuffer(whole, 0, length)).extensions())
                    .as("cut at %d", length)
                    .isEmpty();
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] garbled = whole.clone();
            for (int n = random.nextInt(4); n >= 0; n--)
                garbled[random.nextInt(garbled.length)] = (byte) random.nextInt();
            assertThat(ClientHello.read(Unpooled.wrappedBuffer(garbled)).extensions().size())
                    .isLessThan(whole.length);
        }
    }
}
