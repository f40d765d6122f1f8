package io.github.canarywave.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The examples of the protocol page are true. */
class ProtocolPageTest {
    private static final String PAGE = read();

    @Test
    void itsCommandVerifiesWithTheKeysItNames() throws Exception {
        List<String> keys = groups("`[xy]` = `([^`]{43})`");
        Verifier verifier =
                new Verifier(
                        Map.of("cmd-2026a", key(keys.get(0), keys.get(1))),
                        Map.of("rel-2026a", key(keys.get(2), keys.get(3))));
        String command = groups("```\n(\\{\"id\"[^\n]*\"artifact\"[^\n]*\n[^\n]*)\n```").getFirst();
        assertThat(Incoming.read(command))
                .isInstanceOfSatisfying(
                        Incoming.Update.class,
                        update -> {
                            assertThat(verifier.command(update.signed())).isEqualTo(Code.NONE);
                            assertThat(verifier.manifest(update.artifact())).isEqualTo(Code.NONE);
                            assertThat(PAGE)
                                    .contains("```\n" + update.artifact().manifest() + "```");
                        });
        assertThat(groups("\"anchors\":\\[\"([0-9a-f]{16})\"\\]"))
                .containsExactlyElementsOf(verifier.anchors());
        String damaged = command.replace("\"attempt\":2", "\"attempt\":3");
        assertThat(Incoming.read(damaged))
                .isInstanceOfSatisfying(
                        Incoming.Update.class,
                        update ->
                                assertThat(verifier.command(update.signed()))
                                        .isEqualTo(Code.SIGNATURE_INVALID));
    }

    @Test
    void itListsEachCodeThatDevicesSay() {
        List<String> codes = groups("\n\\| `([a-z0-9-]+)` \\| (?:refused|failed|rolled-back):");
        for (Code code : Code.values())
            if (code != Code.NONE) assertThat(codes).contains(code.word());
        assertThat(codes).hasSize(31).doesNotHaveDuplicates();
    }

    private static List<String> groups(String pattern) {
        List<String> found = new ArrayList<>();
        var matcher = Pattern.compile(pattern).matcher(PAGE);
        while (matcher.find()) found.add(matcher.group(1));
        return found;
    }

    private static PublicKey key(String x, String y) throws Exception {
        var parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        return KeyFactory.getInstance("EC")
                .generatePublic(
                        new ECPublicKeySpec(
                                new ECPoint(number(x), number(y)),
                                parameters.getParameterSpec(ECParameterSpec.class)));
    }

    private static BigInteger number(String base64) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(base64));
    }

    private static String read() {
        try {
            return Files.readString(Path.of("docs/device-protocol.md"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
