package io.github.canarywave.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Makes Linux devices for a server as docs/linux-device.md tells to. */
record LinuxFactory(Place place, Path folder, String model) {
    /** A device that is registered, has its token and the public keys, and has never run. */
    LinuxMachine make(String id) {
        try {
            Path home = Files.createDirectories(folder.resolve("devices/" + id));
            Files.writeString(home.resolve("token"), place.register(id));
            Path release = Files.createDirectories(home.resolve("release"));
            Files.copy(publicHalf("release"), release.resolve(releaseKey()));
            Path command = Files.createDirectories(home.resolve("command"));
            Path key = publicHalf("command");
            Files.copy(key, command.resolve("cmd-" + keyTail(key) + ".pem"));
            Map<String, String> config = new TreeMap<>();
            config.put("id", id);
            config.put("model", model);
            config.put("host", "localhost");
            config.put("port", "" + place.brokerPort());
            config.put("ca", place.site.caFile().toString());
            config.put("token_file", home.resolve("token").toString());
            config.put("release_keys", release.toString());
            config.put("command_keys", command.toString());
            config.put("version", "1.0.0");
            return new LinuxMachine(home.getParent(), id, config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Name of the release key's file in a device. */
    String releaseKey() {
        return "rel-" + keyTail(publicHalf("release")) + ".pem";
    }

    private Path publicHalf(String key) {
        return place.site.data("keys/" + key + ".pub.pem");
    }

    /** What ends the id of a key in this file. */
    static String keyTail(Path pem) {
        try {
            return digest(pem).substring(0, 8);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String digest(Path pem) throws IOException, GeneralSecurityException {
        String base64 = Files.readString(pem).replaceAll("-----[A-Z ]+-----|\\s", "");
        byte[] key = Base64.getDecoder().decode(base64);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
        return HexFormat.of().formatHex(digest);
    }
}
