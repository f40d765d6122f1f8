package io.github.canarywave.adapter.cli;

import io.github.canarywave.domain.fleet.Code;

import java.util.List;

/** What each code of a device means and what to do: the table of the protocol page, for people. */
final class CodeBook {
    /** Meaning and remedy. */
    record Entry(String meaning, String remedy) {}

    private CodeBook() {}

    /** The code in full. */
    static List<String> explain(Code code) {
        Entry entry = entry(code);
        return List.of(
                code.word() + ": " + entry.meaning() + ".",
                "Report:   " + code.state().word(),
                "Cause:    " + code.cause().word(),
                "Retried:  " + retried(code),
                "Counted:  "
                        + (code.counted()
                                ? "yes, it speaks against the release"
                                : "no, it does not speak against the release"),
                "Remedy:   " + Words.capital(entry.remedy()) + ".");
    }

    /** Whether the device is tried again by itself, in a word or two. */
    static String retried(Code code) {
        if (code.burns()) return "up to retries.max";
        return code.retried() ? "yes" : "no";
    }

    static Entry entry(Code code) {
        return switch (code) {
            case WRONG_DEVICE ->
                    new Entry(
                            "Command names another device",
                            "look for a proxy or broker rule that mixes up topics");
            case WRONG_MODEL ->
                    new Entry(
                            "Image is for another model",
                            "correct the device's model in the registry or its firmware");
            case EXPIRED ->
                    new Entry(
                            "Came after expires",
                            "check the device's clock, or give the command more time");
            case NOT_YET ->
                    new Entry("Came before not_before", "nothing, or check the device's clock");
            case CLOCK_UNSET ->
                    new Entry(
                            "No time after 60 s", "check that the device reaches its time server");
            case SECURITY_VERSION_LOW ->
                    new Entry(
                            "Below its own security version",
                            "sign a release with at least that security version");
            case SIGNATURE_INVALID ->
                    new Entry(
                            "Command or release signature is wrong",
                            "compare the keys of server and device; suspect tampering");
            case KEY_UNKNOWN ->
                    new Entry(
                            "Key id is not in the device",
                            "sign with a key that the device has, or bring the key to it first");
            case NO_SPACE ->
                    new Entry(
                            "Image is larger than the slot",
                            "make the image smaller or change the partition table");
            case BUSY ->
                    new Entry(
                            "Another update runs, the device is needed, or its signal is below"
                                    + " rssi_min",
                            "nothing");
            case BATTERY_LOW ->
                    new Entry(
                            "Charge below battery_min, or no external power",
                            "nothing, or charge it");
            case DECLINED -> new Entry("User or local rule", "ask at the device");
            case WITHDRAWN ->
                    new Entry(
                            "Withdrawal or 410",
                            "nothing: the server wanted it, or its URL ran out");
            case DNS -> new Entry("Name not found", "check DNS at the site");
            case TLS ->
                    new Entry(
                            "Handshake or certificate",
                            "check the CA in the device, its clock, and a proxy at the site");
            case CONNECT -> new Entry("No connection", "check firewall and port of the site");
            case TIMEOUT -> new Entry("No bytes in time", "check the link");
            case HTTP_403 ->
                    new Entry("Server says forbidden", "check a proxy or CDN before the server");
            case HTTP_404 ->
                    new Entry(
                            "Server does not know the URL",
                            "check that the URL reaches this server; look for the artifact");
            case HTTP_5XX ->
                    new Entry("Server error after several tries", "look into the server's log");
            case RANGE_IGNORED ->
                    new Entry(
                            "Range answered with 200 and the device cannot start again",
                            "check a proxy or CDN before the server");
            case SIZE_MISMATCH ->
                    new Entry("Length is not size", "look for a proxy that changes bodies");
            case DIGEST_MISMATCH ->
                    new Entry(
                            "SHA-256 differs",
                            "look for a proxy that changes bodies; if it repeats on one device, suspect its"
                                    + " flash or memory");
            case FLASH_WRITE ->
                    new Entry(
                            "Writing or reading back the slot",
                            "replace the device if it is one; the flash driver if many");
            case IMAGE_INVALID ->
                    new Entry(
                            "Boot loader or updater refuses the image",
                            "rebuild the image for this chip and revision");
            case SLOT_INVALID ->
                    new Entry("Boot slot cannot be switched", "check the partition table");
            case HEALTH_CHECK -> new Entry("Own test failed", "read detail, mend the firmware");
            case BOOT_LOOP -> new Entry("New image restarted again and again", "mend the firmware");
            case WATCHDOG -> new Entry("New image hung", "mend the firmware");
            case ROLLED_BACK_UNKNOWN ->
                    new Entry("Cannot tell why", "look at the device's own log");
            case POWER_LOSS ->
                    new Entry("Power went away in between", "nothing, or check the supply");
        };
    }
}
