package io.github.canarywave.adapter.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.canarywave.fuzz.Mutations;

import org.junit.jupiter.api.Test;

import java.util.List;

/** What is no signed release is refused as one; nothing else happens. */
class SignedReleaseMutationTest {
    @Test
    void signedReleases() {
        String manifest =
                "canarywave-manifest-1\\nlamp\\n1.1.0\\n6\\n1048576\\n" + "A".repeat(43) + "\\n";
        String text =
                "{\"form\":\"canarywave-release-1\",\"product\":\"lamp\",\"file\":\"app.bin\",\"manifest\":\""
                        + manifest
                        + "\",\"signatures\":[{\"key\":\"rel-1\",\"signature\":\""
                        + "s".repeat(86)
                        + "\"}]}";
        SignedRelease.parse(text);
        Mutations.survives(
                input -> SignedRelease.parse(new String(input, UTF_8)),
                10_000,
                IllegalArgumentException.class,
                List.of(text.getBytes(UTF_8)));
    }
}
