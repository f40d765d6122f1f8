package io.github.canarywave.domain.fleet;

/** What a birth means to what we know of the device. */
public sealed interface BirthReading {
    Device device();

    /**
     * The truth now.
     *
     * @param rebooted whether the device has booted since its last birth
     * @param mayEnd whether it may end an attempt; not when the device counts fewer boots than
     *     before, as one does whose memory was erased
     */
    record Present(Device device, boolean rebooted, boolean mayEnd) implements BirthReading {}

    /** Kept by the broker and known to us already: of no effect. */
    record Known(Device device) implements BirthReading {}

    /** Of a session or connection the device has left: counted, of no effect. */
    record Late(Device device) implements BirthReading {}

    /** Not to be believed: counted and shown. */
    record Rejected(Device device, String why) implements BirthReading {}
}
