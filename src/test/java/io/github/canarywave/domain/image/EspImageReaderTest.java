package io.github.canarywave.domain.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.image.ImageReading.Damaged;
import io.github.canarywave.domain.image.ImageReading.Whole;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;

class EspImageReaderTest {
    @Test
    void tellsWhatAWholeImageIs() {
        byte[] file = new TestImages().chip(5).bytes();
        EspImage image = whole(file);
        assertThat(image.chip()).isEqualTo(EspChip.ESP32_C3);
        assertThat(image.minRevision()).isEqualTo(3);
        assertThat(image.minRevisionFull()).isEqualTo(300);
        assertThat(image.maxRevisionFull()).isEqualTo(399);
        assertThat(image.segments())
                .containsExactly(
                        new EspSegment(32, 0x3f400020L, 256), new EspSegment(296, 0x40080000L, 64));
        assertThat(image.fileSize()).isEqualTo(file.length);
        assertThat(image.signed()).isFalse();
        assertThat(image.descriptor())
                .isEqualTo(
                        new AppDescriptor(
                                "weather-station",
                                "2.4.1",
                                6,
                                "v5.5.1",
                                "12:34:56",
                                "Nov 20 2026",
                                Sha256.ofDigest(TestImages.filled(32, 0x5a))));
        assertThat(image.descriptor().believableVersion()).contains(new Version("2.4.1"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ESP8266")
    void readsEachChipOfTheFamily(EspChip chip) {
        assertThat(whole(new TestImages().chip(chip.id()).bytes()).chip()).isEqualTo(chip);
    }

    @Test
    void takesTheAppendedHashForTheImageAsTheDeviceDoes() {
        byte[] file = new TestImages().bytes();
        byte[] last = Arrays.copyOfRange(file, file.length - 32, file.length);
        assertThat(whole(file).imageDigest()).isEqualTo(Sha256.ofDigest(last));
        byte[] without = new TestImages().withoutAppendedHash().bytes();
        assertThat(whole(without).imageDigest()).isEqualTo(Sha256.of(without));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void countsSecureBootBlocks(int blocks) {
        byte[] plain = new TestImages().bytes();
        EspImage image = whole(new TestImages().signatureBlocks(blocks).bytes());
        assertThat(image.signatureBlocks()).isEqualTo(blocks);
        assertThat(image.signed()).isTrue();
        assertThat(image.imageDigest()).isEqualTo(whole(plain).imageDigest());
    }

    @ParameterizedTest
    @ValueSource(strings = {"esp32-arduino-lib-builder", "arduino-lib-builder"})
    void doesNotBelieveTheBuilderOfTheArduinoLibraries(String project) {
        AppDescriptor descriptor =
                whole(new TestImages().project(project).version("b1c75d1-dirty").bytes())
                        .descriptor();
        assertThat(descriptor.believable()).isFalse();
        assertThat(descriptor.doubt().orElseThrow()).contains(project);
        assertThat(descriptor.believableVersion()).isEmpty();
    }

    @Test
    void doesNotBelieveADescriptorWithoutElfDigestOrVersion() {
        assertThat(whole(new TestImages().withoutElfDigest().bytes()).descriptor().believable())
                .isFalse();
        assertThat(whole(new TestImages().version("").bytes()).descriptor().believable()).isFalse();
    }

    @Test
    void asksAPersonForTheVersionWhenItsTextIsNone() {
        AppDescriptor descriptor =
                whole(new TestImages().version("esp-idf: v4.4.4 e8bd").bytes()).descriptor();
        assertThat(descriptor.believable()).isTrue();
        assertThat(descriptor.believableVersion()).isEmpty();
    }

    @Test
    void showsUnprintableBytesOfADescriptorAsQuestionMarks() {
        byte[] file = TestImages.with(new TestImages().withoutAppendedHash().bytes(), 81, 0x1b);
        int checksum = file.length - 1;
        file = TestImages.with(file, checksum, file[checksum] ^ 'e' ^ 0x1b);
        assertThat(whole(file).descriptor().project()).isEqualTo("w?ather-station");
    }

    @Test
    void refusesBadMagic() {
        Damaged damaged = damaged(TestImages.with(file(), 0, 0xe8));
        assertThat(codes(damaged)).containsExactly("bad-magic");
        assertThat(damaged.problems().getFirst().message()).contains("e8020220");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 17, 255})
    void refusesAnImpossibleSegmentCount(int count) {
        Damaged damaged = damaged(TestImages.with(file(), 1, count));
        assertThat(codes(damaged)).contains("segment-count");
        assertThat(damaged.problems().getFirst().text()).contains(count + " segments", "0x1");
    }

    @Test
    void refusesASegmentBeyondTheFile() {
        Damaged damaged = damaged(TestImages.with(file(), 31, 0xff));
        assertThat(codes(damaged)).contains("segment-beyond-file");
        assertThat(damaged.problems().getFirst().message()).contains("4278190336 bytes");
    }

    @Test
    void refusesABadChecksumAndABadDigestAtOnce() {
        assertThat(codes(damaged(TestImages.with(file(), 300, 0x99))))
                .containsExactly("checksum", "digest-mismatch");
        byte[] rehashed = TestImages.withFreshHash(TestImages.with(file(), 300, 0x99));
        assertThat(codes(damaged(rehashed))).containsExactly("checksum");
        byte[] file = file();
        assertThat(
                        codes(
                                damaged(
                                        TestImages.with(
                                                file, file.length - 1, file[file.length - 1] + 1))))
                .containsExactly("digest-mismatch");
    }

    @Test
    void refusesTrailingBytesThatAreNoSignature() {
        assertThat(codes(damaged(TestImages.join(file(), new byte[1]))))
                .containsExactly("trailing-bytes");
        byte[] padded = Arrays.copyOf(new TestImages().signatureBlocks(1).bytes(), 4096);
        Damaged damaged = damaged(padded);
        assertThat(codes(damaged)).containsExactly("trailing-bytes");
        assertThat(damaged.problems().getFirst().message()).contains("3696 bytes 0xff");
        byte[] twice = TestImages.join(new TestImages().signatureBlocks(1).bytes(), new byte[4096]);
        assertThat(codes(damaged(twice))).containsExactly("trailing-bytes");
    }

    @Test
    void refusesDamagedSignatureBlocks() {
        byte[] signed = new TestImages().signatureBlocks(2).bytes();
        for (int offset :
                List.of(4097, 4100, 4200, 4096 + 1196, 4096 + 1200, 4096 + 1216 + 50, 8191))
            assertThat(codes(damaged(TestImages.with(signed, offset, signed[offset] ^ 1))))
                    .as("offset %d", offset)
                    .containsExactly("signature-block");
    }

    @Test
    void refusesChipsFlagsAndCountersItDoesNotKnow() {
        Damaged chip = damaged(new TestImages().chip(77).bytes());
        assertThat(codes(chip)).containsExactly("unknown-chip");
        assertThat(chip.problems().getFirst().text()).contains("chip 77", "9 esp32s3");
        byte[] flagged = TestImages.withFreshHash(TestImages.with(file(), 23, 2));
        assertThat(codes(damaged(flagged))).containsExactly("hash-flag");
        assertThat(codes(damaged(new TestImages().secureVersion(0x80000000L).bytes())))
                .containsExactly("security-version");
        assertThat(codes(damaged(new TestImages().contentBytes(67).bytes())))
                .containsExactly("segment-length");
    }

    @Test
    void refusesABootloader() {
        assertThat(codes(damaged(new TestImages().withoutDescriptor().bytes())))
                .containsExactly("no-app-descriptor");
    }

    @Test
    void tellsAMergedFlashImageByItsPartitionTable() {
        byte[] table = new byte[4096];
        byte[] entry = {(byte) 0xaa, 0x50, 1, 2, 0, (byte) 0x90, 0, 0, 0, 0x60};
        System.arraycopy(entry, 0, table, 0, entry.length);
        byte[] bootloader = new TestImages().withoutDescriptor().bytes();
        byte[] fromZero =
                TestImages.join(
                        bootloader, TestImages.filled(0x8000 - bootloader.length, 0xff), table);
        assertThat(codes(damaged(fromZero))).containsExactly("merged-flash-image");
        byte[] from4096 =
                TestImages.join(
                        TestImages.filled(0x1000, 0xff),
                        bootloader,
                        TestImages.filled(0x7000 - bootloader.length, 0xff),
                        table);
        assertThat(codes(damaged(from4096))).containsExactly("merged-flash-image");
    }

    @Test
    void namesFilesThatAreSomethingElse() {
        assertThat(foreign(0x1f, 0x8b, 8, 0)).isEqualTo("gzip-file");
        assertThat(foreign('P', 'K', 3, 4)).isEqualTo("zip-file");
        assertThat(foreign(0x7f, 'E', 'L', 'F')).isEqualTo("elf-file");
        assertThat(foreign('U', 'F', '2', '\n')).isEqualTo("uf2-file");
        assertThat(foreign(0xcf, 0xb6, 0x88, 0x07)).isEqualTo("encrypted-image");
        assertThat(foreign(":10010000214601360121470136007EFE09D2190140".chars().toArray()))
                .isEqualTo("intel-hex-file");
        assertThat(foreign("<!DOCTYPE html><html>".chars().toArray())).isEqualTo("html-file");
        assertThat(codes(damaged(new byte[0]))).containsExactly("empty-file");
    }

    @Test
    void refusesWhatNoFlashHolds() {
        byte[] large = Arrays.copyOf(file(), EspImageReader.MAX_IMAGE_BYTES + 1);
        assertThat(codes(damaged(large))).containsExactly("too-large");
    }

    private static String foreign(int... head) {
        byte[] file = new byte[head.length + 100];
        for (int i = 0; i < head.length; i++) file[i] = (byte) head[i];
        return codes(damaged(file)).getFirst();
    }

    private static byte[] file() {
        return new TestImages().bytes();
    }

    private static EspImage whole(byte[] file) {
        ImageReading reading = EspImageReader.read(file);
        assertThat(reading).isInstanceOf(Whole.class);
        return (EspImage) ((Whole) reading).image();
    }

    private static Damaged damaged(byte[] file) {
        ImageReading reading = EspImageReader.read(file);
        assertThat(reading).isInstanceOf(Damaged.class);
        return (Damaged) reading;
    }

    private static List<String> codes(Damaged damaged) {
        return damaged.problems().stream().map(ImageProblem::code).toList();
    }
}
