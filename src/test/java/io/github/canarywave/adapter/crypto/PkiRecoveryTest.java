package io.github.canarywave.adapter.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;

class PkiRecoveryTest extends PkiFolder {
    @Test
    void healsAFirstStartThatWasKilledBetweenAnyTwoFiles() throws IOException {
        Map<String, String> whole = contents(open(NOW));
        for (int written = 0; written < FILES.size(); written++) {
            for (String missing : FILES.subList(written, FILES.size()))
                Files.deleteIfExists(folder.resolve(missing));
            Files.writeString(folder.resolve(".server.pem.1.unfinished"), "half a cert");
            Pki healed = open(NOW);
            assertThat(verify(healed, "-verify_hostname", "localhost").output()).contains(": OK");
            for (String kept : FILES.subList(0, Math.min(written, 5)))
                assertThat(contents()).as(kept).containsEntry(kept, whole.get(kept));
            assertThat(contents().keySet()).containsExactlyInAnyOrderElementsOf(FILES);
            whole = contents();
        }
    }

    @Test
    void healsARenewalThatWasKilledBetweenAnyTwoFiles() throws IOException {
        Map<String, String> old = contents(open(NOW));
        Instant due = open(NOW).renewsAt();
        Map<String, String> renewed = contents(open(due));
        List<String> order = List.of("server.key.pem", "server.pem", "server.p12");
        for (int written = 0; written <= order.size(); written++) {
            for (String file : order) restore(file, order.indexOf(file) < written ? renewed : old);
            Pki healed = open(due);
            assertThat(verify(healed, due, "-verify_hostname", "localhost").output())
                    .contains(": OK");
            assertThat(healed.serverCertificate().getNotBefore())
                    .isEqualTo(due.minus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS));
            keyStoreHolds(healed);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"server.key.pem", "server.pem", "server.p12", "server.p12.password"})
    void makesADamagedOrExposedServerFileAnew(String name) throws IOException {
        open(NOW);
        Files.writeString(folder.resolve(name), "damaged");
        Pki healed = open(NOW);
        assertThat(verify(healed, "-verify_hostname", "localhost").output()).contains(": OK");
        keyStoreHolds(healed);
        Path file = folder.resolve(name);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        String exposed = contents().get(name);
        open(NOW);
        if (!name.equals("server.pem")) {
            assertThat(contents().get(name)).isNotEqualTo(exposed);
            assertThat(mode(file)).isEqualTo("rw-------");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"root.key.pem", "root.pem", "standby-root.key.pem", "standby-root.pem"})
    void neverReplacesADamagedRoot(String name) throws IOException {
        open(NOW);
        Path file = folder.resolve(name);
        PrivateFiles.writeSecret(file, new byte[] {'x'});
        assertThatThrownBy(() -> open(NOW))
                .isInstanceOf(KeysUnavailable.class)
                .hasMessageContaining(name);
        assertThat(Files.readString(file)).isEqualTo("x");
    }

    @Test
    void refusesARootWhoseKeyIsAnothersOrReadByOthers() throws IOException {
        open(NOW);
        Path rootKey = folder.resolve("root.key.pem");
        Files.setPosixFilePermissions(rootKey, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> open(NOW)).hasMessageContaining("rw-r--r--");
        PrivateFiles.writeSecret(
                rootKey, Files.readAllBytes(folder.resolve("standby-root.key.pem")));
        assertThatThrownBy(() -> open(NOW)).hasMessageContaining("does not belong to key");
    }

    @Test
    void worksOnWithRootKeysTakenAwayUntilOneIsNeeded() throws IOException {
        Pki first = open(NOW);
        Files.delete(folder.resolve("root.key.pem"));
        Files.delete(folder.resolve("standby-root.key.pem"));
        assertThat(open(NOW).serverCertificate()).isEqualTo(first.serverCertificate());
        Instant lastDay = first.serverCertificate().getNotAfter().toInstant().minusSeconds(9);
        assertThat(open(lastDay).serverCertificate()).isEqualTo(first.serverCertificate());
        assertThatThrownBy(() -> open(lastDay.plusSeconds(9)))
                .isInstanceOf(KeysUnavailable.class)
                .hasMessageContaining("root.key.pem");
        assertThatThrownBy(() -> Pki.open(folder, Set.of("new.example.com"), NOW))
                .hasMessageContaining("new.example.com");
    }

    @Test
    void issuesAnewWhenAnotherRootWasRestored() throws IOException {
        Path other = data.resolve("other");
        Pki restored = Pki.open(other, HOSTS, NOW);
        Pki before = open(NOW);
        for (String name : List.of("root.key.pem", "root.pem"))
            Files.copy(
                    other.resolve(name), folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        Pki healed = open(NOW);
        assertThat(healed.root()).isEqualTo(restored.root());
        assertThat(healed.serverCertificate()).isNotEqualTo(before.serverCertificate());
        assertThat(verify(healed, "-verify_hostname", "localhost").output()).contains(": OK");
    }
}
