package io.github.canarywave.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.wire.SbomReader.Form;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

class SbomReaderTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{'components':[{'bomFormat':'x'}],'bomFormat':'CycloneDX','specVersion':'1.6'};CycloneDX 1.6",
                "{'spdxVersion':'SPDX-2.3','SPDXID':'SPDXRef-DOCUMENT','packages':[]};SPDX 2.3",
                "{'@context':'https://spdx.org/rdf/3.0.1/spdx-context.jsonld','@graph':[]};SPDX 3.0.1"
            })
    void knowsEachFormByItsOwnMarkers(String json, String form) throws IOException {
        assertThat(read(json)).isEqualTo(new Form.Known(form));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "[];no JSON object",
                "``;no JSON object",
                "{};neither bomFormat",
                "{'bomFormat':'CycloneDX'};CycloneDX needs its version in specVersion",
                "{'bomFormat':'CycloneDX','specVersion':1.6};needs its version",
                "{'a':{'bomFormat':'CycloneDX','specVersion':'1.6'}};neither bomFormat",
                "{'spdxVersion':'SPDX-2.3'};neither bomFormat",
                "{'@context':'https://example.com/','@graph':[]};neither bomFormat",
                "{'bomFormat':'CycloneDX','specVersion':'1.6'} x;no JSON",
                "{'bomFormat':'CycloneDX','specVersion':'1.6'}{};comes after",
                "{'bomFormat':'CycloneDX','specVersion':'1.6';no JSON",
                "{'bomFormat':'CycloneDX','bomFormat':'CycloneDX','specVersion':'1.6'};Duplicate",
                "<bom xmlns='http://cyclonedx.org/schema/bom/1.6'/>;no JSON"
            })
    void saysWhyItIsNone(String json, String why) throws IOException {
        assertThat(read(json))
                .isInstanceOfSatisfying(
                        Form.Unknown.class, form -> assertThat(form.why()).contains(why));
    }

    private static Form read(String json) throws IOException {
        byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return SbomReader.read(new ByteArrayInputStream(bytes));
    }
}
