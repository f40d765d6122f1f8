package io.github.canarywave.wire;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;

import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Tells lists of what software is made of by the markers that their specifications demand. */
public final class SbomReader {
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private static final String SPDX_3 = "https://spdx.org/rdf/";
    private static final Set<String> MARKERS =
            Set.of("bomFormat", "specVersion", "spdxVersion", "SPDXID", "@context", "@graph");

    private SbomReader() {}

    /** What a file is. */
    public sealed interface Form {
        /** A list of this form and version: "CycloneDX 1.6". */
        record Known(String name) implements Form {}

        /** Something else, with what is wrong or missing. */
        record Unknown(String why) implements Form {}
    }

    /**
     * CycloneDX has {@code bomFormat} and {@code specVersion}; SPDX 2 {@code spdxVersion} and
     * {@code SPDXID}; SPDX 3 {@code @context} at spdx.org and {@code @graph}. Reads to the end and
     * holds none of it.
     *
     * @throws IOException when the stream cannot be read
     */
    public static Form read(InputStream content) throws IOException {
        try (JsonParser parser = JSON.createParser(content)) {
            if (parser.nextToken() != JsonToken.START_OBJECT)
                return new Form.Unknown("it is no JSON object");
            Form form = form(fields(parser));
            return parser.nextToken() == null
                    ? form
                    : new Form.Unknown("something comes after the JSON object");
        } catch (JacksonException e) {
            return new Form.Unknown("it is no JSON: " + e.getOriginalMessage());
        } catch (CharConversionException e) { // UTF-16 or UTF-32 that is none
            return new Form.Unknown("it is no JSON: " + e.getMessage());
        }
    }

    /** The fields of the outermost object; what is no text has an empty one. */
    private static Map<String, String> fields(JsonParser parser) throws IOException {
        Map<String, String> fields = new HashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            boolean text = parser.nextToken() == JsonToken.VALUE_STRING;
            if (MARKERS.contains(name)) fields.put(name, text ? parser.getText() : "");
            parser.skipChildren();
        }
        return fields;
    }

    private static Form form(Map<String, String> fields) {
        if (text(fields, "bomFormat").equals("CycloneDX"))
            return version("CycloneDX", text(fields, "specVersion"), "specVersion");
        if (fields.containsKey("spdxVersion") && fields.containsKey("SPDXID"))
            return version(
                    "SPDX", text(fields, "spdxVersion").replaceFirst("^SPDX-", ""), "spdxVersion");
        String context = text(fields, "@context");
        if (context.startsWith(SPDX_3) && fields.containsKey("@graph"))
            return version("SPDX", context.substring(SPDX_3.length()).split("/", 2)[0], "@context");
        return new Form.Unknown(
                "it has neither bomFormat \"CycloneDX\", nor spdxVersion and SPDXID, nor an"
                        + " @context of SPDX 3 and @graph");
    }

    private static Form version(String name, String version, String field) {
        return version.matches("[0-9]{1,3}(\\.[0-9]{1,3}){1,2}")
                ? new Form.Known(name + " " + version)
                : new Form.Unknown(name + " needs its version in " + field);
    }

    private static String text(Map<String, String> fields, String name) {
        return fields.getOrDefault(name, "");
    }
}
