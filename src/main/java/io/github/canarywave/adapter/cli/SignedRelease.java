package io.github.canarywave.adapter.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.image.Manifest;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@code release sign} writes and {@code release add} reads: the manifest of a file and who
 * signed it. The product is not in the manifest: devices go by the model.
 *
 * @param file name of the firmware file, without folders
 * @param signatures at least one
 */
record SignedRelease(Product product, String file, Manifest manifest, List<OfKey> signatures) {
    /** The first field; names the form, so that other JSON is told apart. */
    static final String FORM = "canarywave-release-1";

    /** Bytes; a manifest and some signatures have less than one of the 64. */
    static final int MAX_BYTES = 64 * 1024;

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A signature over the manifest's text.
     *
     * @param key id of the key
     * @param signature 86 characters of base64url
     */
    record OfKey(String key, String signature) {}

    SignedRelease {
        signatures = List.copyOf(signatures);
    }

    /** The same with a signature more; one of the same key is replaced. */
    SignedRelease with(OfKey signature) {
        List<OfKey> all = new ArrayList<>(signatures);
        all.removeIf(known -> known.key().equals(signature.key()));
        all.add(signature);
        return new SignedRelease(product, file, manifest, all);
    }

    /** Whether the bytes begin like such a file, to tell it from firmware. */
    static boolean isOne(byte[] content) {
        if (content.length == 0 || content.length > MAX_BYTES || content[0] != '{') return false;
        return new String(content, java.nio.charset.StandardCharsets.UTF_8).contains(FORM);
    }

    /** JSON for a file; the same release, the same text. */
    String text() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("form", FORM);
        json.put("product", product.value()).put("file", file).put("manifest", manifest.text());
        ArrayNode all = json.putArray("signatures");
        for (OfKey one : signatures)
            all.addObject().put("key", one.key()).put("signature", one.signature());
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
        } catch (JacksonException e) {
            throw new IllegalStateException("a JSON tree can be written", e);
        }
    }

    /**
     * Reads what {@link #text} writes.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    static SignedRelease parse(String text) {
        Tree json = tree(text);
        if (!json.text("form").equals(FORM))
            throw new IllegalArgumentException(
                    "its form is \"" + json.text("form") + "\", known is " + FORM);
        List<OfKey> signatures = new ArrayList<>();
        for (Tree one : json.list("signatures"))
            signatures.add(new OfKey(one.text("key"), one.text("signature")));
        if (signatures.isEmpty()) throw new IllegalArgumentException("nobody has signed it");
        String file = json.text("file");
        if (!file.matches("[^/\\\\]{1,255}") || file.startsWith(".."))
            throw new IllegalArgumentException("\"file\" must be a name without folders");
        return new SignedRelease(
                new Product(json.text("product")),
                file,
                Manifest.parse(json.node().path("manifest").asText()),
                signatures);
    }

    private static Tree tree(String text) {
        try {
            return new Tree(JSON.readTree(text));
        } catch (JacksonException _) {
            throw new IllegalArgumentException("it is no JSON");
        }
    }
}
