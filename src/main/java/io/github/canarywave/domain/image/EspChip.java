package io.github.canarywave.domain.image;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A chip of the ESP32 family, as the image header names it ({@code esp_chip_id_t} of ESP-IDF), or
 * ESP8266, whose header names none.
 */
public enum EspChip {
    ESP32(0, "esp32"),
    ESP32_S2(2, "esp32s2"),
    ESP32_C3(5, "esp32c3"),
    ESP32_S3(9, "esp32s3"),
    ESP32_C2(12, "esp32c2"),
    ESP32_C6(13, "esp32c6"),
    ESP32_H2(16, "esp32h2"),
    ESP32_P4(18, "esp32p4"),
    ESP32_C61(20, "esp32c61"),
    ESP32_C5(23, "esp32c5"),
    ESP8266(EspChip.IN_NO_HEADER, "esp8266");

    private static final int IN_NO_HEADER = -1;

    private final int id;
    private final String label;

    EspChip(int id, String label) {
        this.id = id;
        this.label = label;
    }

    /** The number in the image header; below 0 for ESP8266, whose header has none. */
    public int id() {
        return id;
    }

    /** The name that ESP-IDF uses for its targets, such as {@code esp32c3}. */
    public String label() {
        return label;
    }

    /** The chip with this number in the image header; empty for one that is not known here. */
    public static Optional<EspChip> ofId(int id) {
        return Arrays.stream(values()).filter(c -> c.id == id).findFirst();
    }

    /** All chips that have numbers, with them, for messages. */
    static String known() {
        return Arrays.stream(values())
                .filter(c -> c.id >= 0)
                .map(c -> c.id + " " + c.label)
                .collect(Collectors.joining(", "));
    }
}
