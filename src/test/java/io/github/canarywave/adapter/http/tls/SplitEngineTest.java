package io.github.canarywave.adapter.http.tls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.HexFormat;

class SplitEngineTest {
    private static ByteBuffer split(String hex) {
        return SplitEngine.split(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }

    @Test
    void whatFollowsAServerHelloGetsARecordOfItsOwn() {
        assertThat(split("16 0303 000b 02000003 aabbcc 0b000000".replace(" ", "")))
                .isEqualTo(
                        bytes(
                                "16 0303 0007 02000003 aabbcc 16 0303 0004 0b000000"
                                        .replace(" ", "")));
    }

    @Test
    void aServerHelloThatIsAloneOrCutAndEverythingElseStaysAsItIs() {
        for (String record :
                new String[] {
                    "16 0303 0007 02000003 aabbcc", // alone
                    "16 0303 0006 02000003 aabb", // goes on in the next record
                    "16 0303 000b 0b000003 aabbcc 0b000000", // no ServerHello
                    "15 0303 0002 0228", // an alert
                    "16 0303 0003 020000" // too short for a message
                })
            assertThat(split(record.replace(" ", ""))).isEqualTo(bytes(record.replace(" ", "")));
    }
}
