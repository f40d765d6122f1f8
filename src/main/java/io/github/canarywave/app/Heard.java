package io.github.canarywave.app;

import io.github.canarywave.domain.fleet.Birth;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.OnlineNotice;
import io.github.canarywave.domain.fleet.Report;
import io.github.canarywave.domain.fleet.SessionId;

import java.util.Optional;

/** Something from outside that waits to be folded into state. */
public sealed interface Heard {
    /** Tells the sender that this is on disk; called once, after the commit. */
    Receipt receipt();

    /** The device that said it, if one did. */
    default Optional<DeviceId> sender() {
        return switch (this) {
            case Reported reported -> Optional.of(reported.device());
            case Born born -> Optional.of(born.device());
            case Told told -> Optional.of(told.device());
            case Unreadable unreadable -> Optional.of(unreadable.device());
            case Delivered _, Served _ -> Optional.empty();
        };
    }

    /** How the sender learns that what it sent is on disk. */
    @FunctionalInterface
    interface Receipt {
        Receipt NONE = () -> {};

        void stored();
    }

    record Reported(DeviceId device, Report report, Receipt receipt) implements Heard {}

    /**
     * What a device says of itself.
     *
     * @param kept whether the broker had kept it for us: the device said so once and may be gone
     */
    record Born(DeviceId device, Birth birth, boolean kept, Receipt receipt) implements Heard {
        /** Said just now. */
        public Born(DeviceId device, Birth birth, Receipt receipt) {
            this(device, birth, false, receipt);
        }
    }

    record Told(DeviceId device, OnlineNotice notice, Receipt receipt) implements Heard {}

    /**
     * A message that cannot be read; counted, and acknowledged so that the device drops it.
     *
     * @param reason short, kebab-case
     */
    record Unreadable(
            DeviceId device, String reason, String why, Optional<ReportKey> key, Receipt receipt)
            implements Heard {}

    /** The broker took a command, or knew nobody who listens for it. */
    record Delivered(CommandId command, boolean withdrawal, boolean somebodyListens)
            implements Heard {
        @Override
        public Receipt receipt() {
            return Receipt.NONE;
        }
    }

    /**
     * Bytes of an image went out.
     *
     * @param upTo the offset behind the last byte sent
     * @param last whether the last byte of the file was among them
     * @param how the whole transfer went, in words; empty before its last byte
     */
    record Served(long attemptKey, long upTo, boolean last, String how) implements Heard {
        /** Of a transfer of which no more is known. */
        public Served(long attemptKey, long upTo, boolean last) {
            this(attemptKey, upTo, last, "");
        }

        @Override
        public Receipt receipt() {
            return Receipt.NONE;
        }
    }

    /** The name of a numbered report. */
    record ReportKey(SessionId session, long seq) {}
}
