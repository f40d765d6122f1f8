package io.github.canarywave.sim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What came on the command topic, read as the protocol page says (section 4). */
sealed interface Incoming {
    ObjectMapper JSON = new ObjectMapper();

    /** A message that is no command; it is counted and dropped. */
    record Garbled(String why) implements Incoming {}

    /** What update and withdrawal have in common. */
    sealed interface Order extends Incoming {
        String id();

        String device();

        long epoch();

        long counter();

        Signed signed();
    }

    record Withdrawal(String id, String device, long epoch, long counter, Signed signed)
            implements Order {}

    record Update(
            String id,
            String device,
            int attempt,
            long epoch,
            long counter,
            OptionalLong notBefore,
            long expires,
            Artifact artifact,
            String url,
            int probationSeconds,
            Wishes wishes,
            Signed signed)
            implements Order {}

    /**
     * What must hold before a device begins.
     *
     * @param windows in which it may begin; empty: at any time
     * @param mode empty: at once
     * @param rssiMin dBm, 0: any
     */
    record Wishes(
            List<Window> windows, String mode, int batteryMin, int rssiMin, boolean externalPower) {
        static final Wishes NONE = new Wishes(List.of(), "", 0, 0, false);
    }

    /** From and until, Unix seconds. */
    record Window(long from, long until) {}

    /** The image that a command names; the manifest text is made of its fields. */
    record Artifact(
            String model,
            String version,
            int securityVersion,
            long size,
            String sha256,
            String key,
            String signature) {
        String manifest() {
            return "canarywave-manifest-1\n%s\n%s\n%d\n%d\n%s\n"
                    .formatted(model, version, securityVersion, size, sha256);
        }
    }

    /** The first line without its line feed, and the second line; one character a byte. */
    record Signed(String payload, String jws) {}

    /** Reads a message that was decoded as ISO 8859-1: one character a byte. */
    static Incoming read(String message) {
        int feed = message.indexOf('\n');
        String line = feed < 0 ? message : message.substring(0, feed);
        String jws = feed < 0 ? "" : message.substring(feed + 1);
        try {
            return read(JSON.readTree(line.getBytes(ISO_8859_1)), new Signed(line, jws));
        } catch (JsonProcessingException e) {
            return new Garbled("no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            return new Garbled("no JSON: " + e.getMessage());
        } catch (Missing e) {
            return new Garbled(e.getMessage());
        }
    }

    private static Incoming read(JsonNode json, Signed signed) throws Missing {
        if (!json.isObject()) return new Garbled("no JSON object");
        String id = text(json, "id");
        String device = text(json, "device");
        long epoch = number(json, "epoch");
        long counter = number(json, "counter");
        if (json.path("withdraw").asBoolean(false))
            return new Withdrawal(id, device, epoch, counter, signed);
        return new Update(
                id,
                device,
                json.path("attempt").asInt(1),
                epoch,
                counter,
                json.has("not_before")
                        ? OptionalLong.of(number(json, "not_before"))
                        : OptionalLong.empty(),
                number(json, "expires"),
                artifact(json.path("artifact")),
                text(json, "url"),
                json.path("probation_s").asInt(0),
                wishes(json),
                signed);
    }

    private static Wishes wishes(JsonNode json) {
        return new Wishes(
                windows(json.path("windows")),
                json.path("mode").asText(""),
                json.path("battery_min").asInt(0),
                json.path("rssi_min").asInt(0),
                json.path("power").asText("").equals("external"));
    }

    /** Also as they lie in flash. */
    static List<Window> windows(JsonNode json) {
        List<Window> windows = new ArrayList<>();
        for (JsonNode pair : json)
            windows.add(new Window(pair.path(0).asLong(), pair.path(1).asLong()));
        return windows;
    }

    private static Artifact artifact(JsonNode json) throws Missing {
        return new Artifact(
                text(json, "model"),
                text(json, "version"),
                (int) number(json, "security_version"),
                number(json, "size"),
                text(json, "sha256"),
                text(json, "key"),
                text(json, "signature"));
    }

    private static String text(JsonNode json, String field) throws Missing {
        JsonNode value = json.path(field);
        if (!value.isTextual()) throw new Missing(field + " is missing or no text");
        return value.textValue();
    }

    private static long number(JsonNode json, String field) throws Missing {
        JsonNode value = json.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0)
            throw new Missing(field + " is missing or no whole number from 0");
        return value.longValue();
    }

    /** A field is not there; stays inside this file. */
    final class Missing extends Exception {
        private static final long serialVersionUID = 1;

        Missing(String message) {
            super(message, null, false, false);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }
}
