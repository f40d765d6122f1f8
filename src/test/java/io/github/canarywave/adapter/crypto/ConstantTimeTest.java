package io.github.canarywave.adapter.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.security.MessageDigest;
import java.util.List;
import java.util.Set;

/**
 * Seals and hashes are compared in a time that does not tell how much of them was right. Held by
 * looking at the code: a stop watch would tell less and fail on a busy machine.
 */
class ConstantTimeTest {
    private static final Set<String> COMPARES =
            Set.of(
                    "equals",
                    "contentEquals",
                    "equalsIgnoreCase",
                    "compare",
                    "compareTo",
                    "compareUnsigned",
                    "mismatch",
                    "startsWith",
                    "endsWith",
                    "regionMatches",
                    "matches");

    private static List<JavaMethodCall> calls(Class<?> type, String method) {
        JavaClasses classes = new ClassFileImporter().importClasses(type);
        return classes.get(type).getMethods().stream()
                .filter(m -> m.getName().equals(method))
                .flatMap(m -> m.getMethodCallsFromSelf().stream())
                .toList();
    }

    private static boolean takesSecrets(JavaMethodCall call) {
        return COMPARES.contains(call.getName());
    }

    private static boolean isSteady(JavaMethodCall call) {
        return call.getTargetOwner().isEquivalentTo(MessageDigest.class)
                && call.getName().equals("isEqual");
    }

    @ParameterizedTest
    @ValueSource(classes = {DownloadTokens.class, SecretTokens.class})
    void whatIsPresentedMeetsWhatIsKnownInIsEqualAlone(Class<?> type) {
        String method = type == DownloadTokens.class ? "read" : "matches";
        List<JavaMethodCall> calls = calls(type, method);
        assertThat(calls).filteredOn(ConstantTimeTest::isSteady).hasSize(1);
        assertThat(calls).noneMatch(ConstantTimeTest::takesSecrets);
    }

    /** Looping by hand would pass the other test: what is read of the seal goes to isEqual. */
    @Test
    void noByteOfATokenIsLookedAtBesideItsFields() {
        assertThat(calls(DownloadTokens.class, "read"))
                .extracting(call -> call.getTargetOwner().getSimpleName() + "." + call.getName())
                .containsExactlyInAnyOrder(
                        "Base64Url.decode",
                        "Optional.isEmpty",
                        "Optional.get",
                        "Optional.get",
                        "Optional.get",
                        "ByteBuffer.wrap",
                        "ByteBuffer.get",
                        "ByteBuffer.get",
                        "ByteBuffer.getLong",
                        "ByteBuffer.getInt",
                        "Instant.ofEpochSecond",
                        "Arrays.copyOfRange",
                        "DownloadTokens.seal",
                        "MessageDigest.isEqual");
    }
}
