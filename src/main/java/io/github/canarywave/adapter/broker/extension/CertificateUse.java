package io.github.canarywave.adapter.broker.extension;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What client certificates are to the devices of a broker. */
public enum CertificateUse {
    /** Nobody is asked for one. */
    OFF,
    /** A device that shows one needs no token. */
    OPTIONAL,
    /** A device without one stays outside, whatever token it has. */
    REQUIRED;

    /** The word in options and files. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one with this word. */
    public static Optional<CertificateUse> of(String word) {
        return Arrays.stream(values()).filter(use -> use.word().equals(word)).findFirst();
    }

    /** All words, for messages. */
    public static String words() {
        return Arrays.stream(values()).map(CertificateUse::word).collect(Collectors.joining(", "));
    }
}
