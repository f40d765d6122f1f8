package io.github.canarywave;

import io.github.canarywave.adapter.crypto.KeyFiles;
import io.github.canarywave.adapter.crypto.SigningKey;
import io.github.canarywave.adapter.crypto.VerifyingKey;

import java.nio.file.Path;
import java.util.Optional;

/** Keys with the names they go by: what they are for and the start of their fingerprint. */
final class KeyNames {
    static final String RELEASE = "rel-";
    static final String COMMAND = "cmd-";
    private static final int FINGERPRINT_CHARACTERS = 8;

    private KeyNames() {}

    /** Loads a private key, or makes it and its public half beside it. */
    static SigningKey openOrMake(Path privateFile, String use) {
        Path publicFile = publicHalf(privateFile);
        SigningKey unnamed = KeyFiles.openOrMake(privateFile, publicFile, use);
        return KeyFiles.load(privateFile, name(use, unnamed.verifyingKey()));
    }

    static SigningKey load(Path privateFile, String use) {
        SigningKey unnamed = KeyFiles.load(privateFile, use);
        return KeyFiles.load(privateFile, name(use, unnamed.verifyingKey()));
    }

    /** Under the name given, otherwise one made of its fingerprint. */
    static SigningKey load(Path privateFile, String use, Optional<String> name) {
        return name.isPresent() ? KeyFiles.load(privateFile, name.get()) : load(privateFile, use);
    }

    /** Makes a key and its public half beside it where there is none. */
    static SigningKey make(Path privateFile, String use, Optional<String> name) {
        SigningKey unnamed = KeyFiles.make(privateFile, publicHalf(privateFile), use);
        return KeyFiles.load(privateFile, name.orElse(name(use, unnamed.verifyingKey())));
    }

    static VerifyingKey loadPublic(Path publicFile, String use) {
        return KeyFiles.loadPublic(publicFile, name(use, KeyFiles.loadPublic(publicFile, use)));
    }

    /** Under the name given, otherwise one made of its fingerprint. */
    static VerifyingKey loadPublic(Path publicFile, String use, Optional<String> name) {
        return name.isPresent()
                ? KeyFiles.loadPublic(publicFile, name.get())
                : loadPublic(publicFile, use);
    }

    /** {@code release.pem} has its public half in {@code release.pub.pem}. */
    static Path publicHalf(Path privateFile) {
        String name = privateFile.getFileName().toString().replaceFirst("[.]pem$", "");
        return privateFile.resolveSibling(name + ".pub.pem");
    }

    private static String name(String use, VerifyingKey key) {
        return of(use, key.fingerprint());
    }

    /** The name of a key with this fingerprint. */
    static String of(String use, String fingerprint) {
        return use + fingerprint.substring(0, FINGERPRINT_CHARACTERS);
    }
}
