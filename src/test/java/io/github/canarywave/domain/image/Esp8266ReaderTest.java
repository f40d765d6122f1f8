package io.github.canarywave.domain.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.image.Esp8266Image.Layout;
import io.github.canarywave.domain.image.ImageReading.Damaged;
import io.github.canarywave.domain.image.ImageReading.Whole;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

class Esp8266ReaderTest {
    private static final byte[] FILE = Test8266Images.arduino();

    @Test
    void tellsWhatAnImageOfTheArduinoCoreIs() {
        Esp8266Image image = whole(FILE);
        assertThat(image)
                .isEqualTo(
                        new Esp8266Image(
                                Layout.ARDUINO,
                                List.of(
                                        new EspSegment(0x1010, 0x40201010L, 200),
                                        new EspSegment(0x10e0, 0x40100000L, 61),
                                        new EspSegment(0x1125, 0x3ffe8000L, 20)),
                                FILE.length,
                                true,
                                0,
                                Sha256.of(FILE)));
        assertThat(image.builtFor()).contains(EspChip.ESP8266);
        assertThat(image.claims()).isEmpty();
        assertThat(image.remarks()).isEmpty();
    }

    @Test
    void readsImagesOfCoresThatWroteNoCrc() {
        assertThat(whole(Test8266Images.arduinoWithoutCrc()).crcChecked()).isFalse();
    }

    @Test
    void readsImagesOfTheSdk() {
        Esp8266Image image = whole(Test8266Images.v2());
        assertThat(image.layout()).isEqualTo(Layout.V2);
        assertThat(image.crcChecked()).isTrue();
        assertThat(image.segments())
                .containsExactly(new EspSegment(16, 0, 80), new EspSegment(112, 0x40100000L, 40));
        assertThat(whole(Test8266Images.v2WithoutCrc()).crcChecked()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 256, 512})
    void tellsTheSignatureThatTheArduinoCoreChecks(int bytes) {
        byte[] signed = Test8266Images.signed(FILE, bytes);
        Esp8266Image image = whole(signed);
        assertThat(image.signatureBytes()).isEqualTo(bytes);
        assertThat(image.imageDigest()).isEqualTo(Sha256.of(signed));
        assertThat(image.remarks().getFirst())
                .contains("a signature of " + bytes + " bytes over the first " + FILE.length);
    }

    @Test
    void refusesWhatFollowsAndIsNoSignature() {
        assertThat(codes(TestImages.join(FILE, new byte[1]))).containsExactly("trailing-bytes");
        byte[] wrong = Test8266Images.signed(FILE, 256);
        wrong = TestImages.with(wrong, wrong.length - 4, 1);
        assertThat(problem(wrong).message())
                .isEqualTo(
                        "260 bytes follow the image, which ends after 4416 bytes, and the last 4 of"
                                + " them say 257");
        assertThat(codes(Test8266Images.signed(FILE, 600))).containsExactly("trailing-bytes");
        assertThat(codes(TestImages.join(Test8266Images.v2WithoutCrc(), new byte[8])))
                .containsExactly("trailing-bytes");
    }

    @Test
    void namesBothChecksums() {
        byte[] old = Test8266Images.arduinoWithoutCrc();
        int last = old.length - 1;
        assertThat(problem(TestImages.with(old, last, old[last] ^ 1)).message())
                .isEqualTo(
                        "the checksum says 0x%02x, the segments give 0x%02x"
                                .formatted((old[last] ^ 1) & 0xff, old[last] & 0xff));
        assertThat(codes(TestImages.with(FILE, 0x1100, 0x99))).containsExactly("checksum", "crc");
        assertThat(codes(TestImages.with(FILE, 20, 0x99))).containsExactly("checksum", "crc");
        assertThat(problem(TestImages.with(FILE, 0x1014, FILE[0x1014] ^ 1)).message())
                .startsWith("the CRC says 0x");
        assertThat(problem(TestImages.with(FILE, 0x1010, FILE[0x1010] ^ 1)).message())
                .isEqualTo("the record of the CRC says 4417 bytes, the image has 4416");
    }

    @Test
    void refusesABootLoaderAloneAndAnApplicationAlone() {
        assertThat(codes(Test8266Images.eboot())).containsExactly("no-application");
        assertThat(codes(Test8266Images.application())).containsExactly("no-boot-loader");
        byte[] erased = TestImages.with(FILE, 0x1000, 0xff);
        assertThat(codes(erased)).containsExactly("no-application");
        assertThat(problem(erased).text()).contains("stands 0xff (at offset 0x1000)");
    }

    @Test
    void refusesAnImageCutAtAnyByte() {
        for (byte[] file : List.of(FILE, Test8266Images.arduinoWithoutCrc(), Test8266Images.v2()))
            for (int length = 0; length < file.length - 4; length++)
                assertThat(codes(Arrays.copyOf(file, length)))
                        .as("cut to %d bytes", length)
                        .containsAnyOf(
                                "empty-file", "truncated", "segment-beyond-file", "no-application");
    }

    @Test
    void noticesEachFlippedByteOfAnImageWithACrc() {
        assertThat(unnoticed(FILE)).isEmpty();
        assertThat(unnoticed(Test8266Images.v2())).isEmpty();
        Set<Integer> signature = unnoticed(Test8266Images.signed(FILE, 128));
        assertThat(signature).hasSize(128).allMatch(at -> at >= FILE.length);
    }

    @Test
    void neverThrowsWhateverTheBytesAre() {
        Random random = new Random(7);
        List<byte[]> files = List.of(FILE, Test8266Images.eboot(), Test8266Images.v2());
        for (int round = 0; round < 20_000; round++) {
            byte[] file = files.get(round % 3).clone();
            if (random.nextBoolean()) file = Arrays.copyOf(file, random.nextInt(file.length));
            for (int i = 0; i < 3 && file.length > 1; i++)
                file[1 + random.nextInt(Math.min(file.length - 1, 40))] = (byte) random.nextInt();
            EspImageReader.read(file);
        }
    }

    @Test
    void tellsImagesOfBothFamiliesApart() {
        byte[] esp32 = new TestImages().bytes();
        assertThat(codes(Arrays.copyOf(esp32, 300))).contains("segment-beyond-file");
        assertThat(((Whole) EspImageReader.read(esp32)).image().builtFor()).contains(EspChip.ESP32);
        assertThat(EspChip.ofId(EspChip.ESP8266.id() & 0xffff)).isEmpty();
        assertThat(EspChip.known()).doesNotContain("esp8266");
    }

    private static Set<Integer> unnoticed(byte[] file) {
        Set<Integer> offsets = new HashSet<>();
        for (int i = 0; i < file.length; i++)
            if (EspImageReader.read(TestImages.with(file, i, file[i] ^ 0xff)) instanceof Whole)
                offsets.add(i);
        return offsets;
    }

    private static Esp8266Image whole(byte[] file) {
        ImageReading reading = EspImageReader.read(file);
        assertThat(reading).isInstanceOf(Whole.class);
        return (Esp8266Image) ((Whole) reading).image();
    }

    private static ImageProblem problem(byte[] file) {
        return ((Damaged) EspImageReader.read(file)).problems().getFirst();
    }

    private static List<String> codes(byte[] file) {
        return ((Damaged) EspImageReader.read(file))
                .problems().stream().map(ImageProblem::code).toList();
    }
}
