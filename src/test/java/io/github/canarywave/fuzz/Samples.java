package io.github.canarywave.fuzz;

import io.github.canarywave.domain.image.Test8266Images;
import io.github.canarywave.domain.image.TestImages;
import io.github.canarywave.sim.SimImage;

import java.util.List;

/** What mutations begin with. */
final class Samples {
    private Samples() {}

    /** Every kind of image that is read: ESP32 with and without Secure Boot v2, and ESP8266. */
    static List<byte[]> images() {
        return List.of(
                SimImage.esp32("thermostat-esp32", "1.1.0", 3, 2_000, 1),
                SimImage.esp32("lamp", "2.0.0", 0, 5_000, 2),
                new TestImages().signatureBlocks(1).bytes(),
                new TestImages().signatureBlocks(3).bytes(),
                new TestImages().signatureBlocks(1).withoutAppendedHash().bytes(),
                Test8266Images.arduino(),
                Test8266Images.arduinoWithoutCrc(),
                Test8266Images.signed(Test8266Images.arduino(), 128),
                Test8266Images.eboot(),
                Test8266Images.v2(),
                Test8266Images.v2WithoutCrc());
    }
}
