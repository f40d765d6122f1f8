package io.github.canarywave.domain.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Version;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
    private static final Manifest MANIFEST =
            new Manifest(
                    new Model("esp32-rev3"),
                    new Version("2.4.1"),
                    6,
                    1_360_096,
                    Sha256.of(new byte[] {1, 2, 3}));
    private static final String TEXT =
            """
            canarywave-manifest-1
            esp32-rev3
            2.4.1
            6
            1360096
            A5BYxvLAy0ksUzsKTRTvd8wPeKvMztUofYShogEc-4E
            """;

    @Test
    void isSixLinesEndedByLf() {
        assertThat(MANIFEST.text()).isEqualTo(TEXT);
    }

    @Test
    void readsBackWhatItWrites() {
        assertThat(Manifest.parse(TEXT)).isEqualTo(MANIFEST);
        Manifest smallest =
                new Manifest(new Model("a"), new Version("0"), 0, 1, Sha256.of(new byte[0]));
        assertThat(Manifest.parse(smallest.text())).isEqualTo(smallest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "canarywave-manifest-1>canarywave-manifest-2",
                "esp32-rev3>esp32 rev3",
                "2.4.1>",
                "\n6\n>\n06\n",
                "\n6\n>\n-1\n",
                "\n6\n>\n2147483648\n",
                "\n6\n>\n٦\n",
                "1360096>0",
                "1360096>1360096 ",
                "1360096>9999999999999999999",
                "1360096>+1360096",
                "-4E>-4F",
                "-4E>-4",
                "-4E\n>-4E",
                "-4E\n>-4E\n\n",
                "2.4.1\n>2.4.1\r\n"
            })
    void refusesWhateverItWouldNotWrite(String change) {
        String[] fromTo = change.split(">", 2);
        String changed = TEXT.replace(fromTo[0], fromTo[1]);
        assertThat(changed).isNotEqualTo(TEXT);
        assertThatThrownBy(() -> Manifest.parse(changed))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesTheLineThatIsWrong() {
        assertThatThrownBy(() -> Manifest.parse(TEXT.replace("1360096", "12k")))
                .hasMessageContaining("line 5")
                .hasMessageContaining("\"12k\"");
    }
}
