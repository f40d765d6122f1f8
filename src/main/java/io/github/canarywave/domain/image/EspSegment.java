package io.github.canarywave.domain.image;

/**
 * One segment of an ESP32 image: bytes that are loaded or mapped at one address.
 *
 * @param offset where its data begins in the file, bytes
 * @param loadAddress where the chip wants it, an unsigned 32-bit address
 * @param length bytes of data
 */
public record EspSegment(int offset, long loadAddress, int length) {}
