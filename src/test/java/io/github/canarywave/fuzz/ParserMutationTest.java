package io.github.canarywave.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.canarywave.domain.image.EspImageReader;
import io.github.canarywave.domain.image.Manifest;
import io.github.canarywave.wire.BirthCodec;
import io.github.canarywave.wire.CampaignFile;
import io.github.canarywave.wire.OnlineCodec;
import io.github.canarywave.wire.ReportCodec;
import io.github.canarywave.wire.SbomReader;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What strangers send is read, or refused in the way that is written; nothing else happens. */
class ParserMutationTest {
    /** Says that a parser has no exceptions of its own. */
    private static final class None extends Exception {
        private static final long serialVersionUID = 1;
    }

    @Test
    void images() {
        Mutations.survives(EspImageReader::read, 10_000, None.class, Samples.images());
    }

    @Test
    void manifests() {
        String text =
                "canarywave-manifest-1\nesp32-rev3\n2.4.1\n6\n1048576\n" + "A".repeat(43) + "\n";
        Mutations.survives(
                input -> Manifest.parse(new String(input, ISO_8859_1)),
                20_000,
                IllegalArgumentException.class,
                List.of(text.getBytes(UTF_8)));
    }

    @Test
    void campaigns() throws IOException {
        List<byte[]> samples = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("campaigns"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList())
                samples.add(Files.readAllBytes(file));
        }
        Mutations.survives(input -> CampaignFile.read("c.yaml", input), 2_000, None.class, samples);
    }

    @Test
    void messagesOfDevices() throws IOException {
        List<byte[]> samples = messages();
        Mutations.survives(BirthCodec::read, 10_000, None.class, samples);
        Mutations.survives(ReportCodec::read, 10_000, None.class, samples);
        Mutations.survives(OnlineCodec::read, 10_000, None.class, samples);
    }

    /** The examples of the protocol page. */
    private static List<byte[]> messages() throws IOException {
        String page = Files.readString(Path.of("docs/device-protocol.md"));
        return Pattern.compile("(?m)^\\{.*\\}$")
                .matcher(page)
                .results()
                .map(found -> found.group().getBytes(UTF_8))
                .toList();
    }

    @Test
    void sboms() {
        Mutations.survives(
                input -> SbomReader.read(new ByteArrayInputStream(input)),
                10_000,
                None.class,
                Stream.of(
                                "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":[{\"name\":\"x\"}]}",
                                "{\"spdxVersion\":\"SPDX-2.3\",\"SPDXID\":\"SPDXRef-DOCUMENT\",\"packages\":[]}",
                                "{\"@context\":\"https://spdx.org/rdf/3.0.1/spdx-context.jsonld\",\"@graph\":[]}")
                        .map(text -> text.getBytes(UTF_8))
                        .toList());
    }
}
