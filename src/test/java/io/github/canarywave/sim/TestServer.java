package io.github.canarywave.sim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Map;

/** A server's words for tests: signs commands as the protocol page says. */
final class TestServer {
    final KeyPair releaseKey = newKey();
    final KeyPair commandKey = newKey();

    Map<String, PublicKey> releaseKeys() {
        return Map.of("rel-1", releaseKey.getPublic());
    }

    Map<String, PublicKey> commandKeys() {
        return Map.of("cmd-1", commandKey.getPublic());
    }

    /** A command that can be varied before it is signed. Mutable; for one test. */
    Order order(String id, String device, long counter) {
        return new Order(id, device, counter);
    }

    String withdrawal(String id, String device, long counter) {
        return signed(
                "{\"id\":\"%s\",\"device\":\"%s\",\"withdraw\":true,\"epoch\":1,\"counter\":%d,\"expires\":2000000000}"
                        .formatted(id, device, counter));
    }

    String signed(String line) {
        return signed(line, "cmd-1", commandKey);
    }

    static String signed(String line, String kid, KeyPair key) {
        String header =
                base64(
                        "{\"alg\":\"ES256\",\"b64\":false,\"crit\":[\"b64\"],\"kid\":\"%s\"}"
                                .formatted(kid)
                                .getBytes(ISO_8859_1));
        return line + "\n" + header + ".." + sign(key, header + "." + line);
    }

    static String sign(KeyPair key, String text) {
        try {
            Signature es256 = Signature.getInstance("SHA256withECDSAinP1363Format");
            es256.initSign(key.getPrivate());
            es256.update(text.getBytes(ISO_8859_1));
            return base64(es256.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    final class Order {
        final String id;
        final String device;
        final long counter;
        String model = "esp32-rev3";
        String version = "1.1.0";
        int securityVersion = 5;
        long size = 4096;
        String sha256 = "A".repeat(43);
        String key = "rel-1";
        long epoch = 1;
        long notBefore = 0;
        long expires = 2_000_000_000;
        int batteryMin = 0;
        int attempt = 1;
        String url = "https://localhost:8443/f/" + "x".repeat(40) + "/fw.bin";

        private Order(String id, String device, long counter) {
            this.id = id;
            this.device = device;
            this.counter = counter;
        }

        String manifest() {
            return "canarywave-manifest-1\n"
                    + model
                    + "\n"
                    + version
                    + "\n"
                    + securityVersion
                    + "\n"
                    + size
                    + "\n"
                    + sha256
                    + "\n";
        }

        String line() {
            return line(sign(releaseKey, manifest()));
        }

        String line(String signature) {
            return """
                    {"id":"%s","device":"%s","attempt":%d,"epoch":%d,"counter":%d,"not_before":%d,"expires":%d,\
                    "artifact":{"model":"%s","version":"%s","security_version":%d,"size":%d,"sha256":"%s",\
                    "key":"%s","signature":"%s"},"url":"%s","battery_min":%d}"""
                    .formatted(
                            id,
                            device,
                            attempt,
                            epoch,
                            counter,
                            notBefore,
                            expires,
                            model,
                            version,
                            securityVersion,
                            size,
                            sha256,
                            key,
                            signature,
                            url,
                            batteryMin);
        }

        String text() {
            return signed(line());
        }
    }
}
