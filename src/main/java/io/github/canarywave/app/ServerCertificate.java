package io.github.canarywave.app;

import java.time.Instant;

/**
 * A certificate that this server shows or signs with.
 *
 * @param scope what it is for: {@code https}, {@code mqtt}, {@code root}, {@code standby-root} or
 *     {@code device-root}
 * @param name its subject
 * @param fingerprint as devices list it among their anchors
 * @param expires when it ends
 */
public record ServerCertificate(String scope, String name, String fingerprint, Instant expires) {}
