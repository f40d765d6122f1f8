package io.github.canarywave.adapter.crypto;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Signing keys as PEM files: the private half as PKCS#8 with mode 0600, the public half as
 * SubjectPublicKeyInfo beside it. Safe from any thread and from several processes.
 */
public final class KeyFiles {
    private KeyFiles() {}

    /**
     * Loads the key, or makes it when the private file is missing. The public file is written when
     * it is missing; one that belongs to another key is refused. A missing folder is made with mode
     * 0700.
     *
     * @throws KeysUnavailable when a file is there but unusable; nothing is overwritten then
     */
    public static SigningKey openOrMake(Path privateFile, Path publicFile, String kid) {
        PrivateFiles.makeFolderOf(privateFile);
        PrivateFiles.makeFolderOf(publicFile);
        if (!PrivateFiles.exists(privateFile)) {
            refuseOrphan(privateFile, publicFile);
            PrivateFiles.writeSecretIfAbsent(privateFile, bytes(SigningKey.generate(kid).pem()));
        }
        SigningKey key = load(privateFile, kid);
        if (!PrivateFiles.exists(publicFile))
            PrivateFiles.writeReadable(publicFile, bytes(key.verifyingKey().pem()));
        requireSame(key, loadPublic(publicFile, kid), privateFile, publicFile);
        return key;
    }

    /**
     * Makes a key where there is none.
     *
     * @throws KeysUnavailable when one of the files is there already; nothing is overwritten
     */
    public static SigningKey make(Path privateFile, Path publicFile, String kid) {
        for (Path file : List.of(privateFile, publicFile))
            if (PrivateFiles.exists(file))
                throw new KeysUnavailable(
                        file + " is there already, and a key is never overwritten. Name another.");
        return openOrMake(privateFile, publicFile, kid);
    }

    /**
     * Loads a private key.
     *
     * @throws KeysUnavailable when it is missing, readable by others, under a pass phrase, on
     *     another curve, or no key
     */
    public static SigningKey load(Path privateFile, String kid) {
        String text = new String(PrivateFiles.readSecret(privateFile), StandardCharsets.UTF_8);
        return new SigningKey(kid, Pem.privateKey(text, "key file " + privateFile));
    }

    /**
     * Loads a public key.
     *
     * @throws KeysUnavailable when it is missing, on another curve, or no public key
     */
    public static VerifyingKey loadPublic(Path publicFile, String kid) {
        String text = new String(PrivateFiles.read(publicFile), StandardCharsets.UTF_8);
        return new VerifyingKey(kid, Pem.publicKey(text, "key file " + publicFile));
    }

    /** A public key alone means that its private half was taken elsewhere: no new one then. */
    private static void refuseOrphan(Path privateFile, Path publicFile) {
        if (PrivateFiles.exists(publicFile))
            throw new KeysUnavailable(
                    "private key "
                            + privateFile
                            + " is missing, but its public half "
                            + publicFile
                            + " is there. Put the private key back, or remove the public file to"
                            + " get a new pair.");
    }

    private static void requireSame(
            SigningKey key, VerifyingKey stored, Path privateFile, Path publicFile) {
        if (!key.verifyingKey().samePoint(stored))
            throw new KeysUnavailable(
                    "public key "
                            + publicFile
                            + " ("
                            + stored.fingerprint()
                            + ") does not belong to private key "
                            + privateFile
                            + " ("
                            + key.verifyingKey().fingerprint()
                            + "). Put the right one back, or remove the public file to have it"
                            + " written again.");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
