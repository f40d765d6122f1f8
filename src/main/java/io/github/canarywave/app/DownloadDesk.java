package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.image.Sha256;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Says who may fetch what, and hears what was sent. Safe from any thread. */
public interface DownloadDesk {
    /**
     * The admission of who was admitted a moment ago and has not been cut since. Never waits; when
     * there is none, {@link #admit} tells.
     */
    default Optional<Admission.Admitted> known(String token, Instant wall) {
        return Optional.empty();
    }

    /** Whose URL it is, whether it may be fetched or not. May wait for the store. */
    default Optional<Holder> holder(String token) {
        return Optional.empty();
    }

    /** The attempt that a URL was made for. */
    record Holder(DeviceId device, CampaignName campaign, int attempt) {}

    /** Asks the attempt that a token names whether it may fetch now. May wait for the store. */
    Admission admit(String token, Instant wall);

    /**
     * Keeps a response in reach while it is being sent, so that a halt can cut it. Never waits.
     *
     * @param cut ends the response; called at most once, from any thread
     */
    Sending sending(long attemptKey, Runnable cut);

    /**
     * Begins a response that was admitted. May wait for the store when it is limited.
     *
     * @param cut ends the response; called at most once, from any thread
     */
    default Start start(Admission.Admitted admitted, Runnable cut) {
        return new Start.Begun(sending(admitted.attemptKey(), cut));
    }

    /** Whether there is a place for a response. */
    sealed interface Start {
        record Begun(Sending sending) implements Start {}

        /** Not now (503): too many run already. */
        record Full(int retryAfterSeconds, String why) implements Start {}
    }

    /** A response under way. Never waits. */
    interface Sending {
        /** Takes bytes that are about to go out; how long they have to wait before they may. */
        default Duration take(long bytes) {
            return Duration.ZERO;
        }

        /** Most bytes to hand over at once. */
        default int piece() {
            return Integer.MAX_VALUE;
        }

        /**
         * The response is over, whole or not.
         *
         * @param upTo the offset behind the last byte that went out, 0 for none
         * @param last whether the last byte of the file went out
         */
        void ended(long upTo, boolean last);

        /** The response is over, whole or not. */
        default void ended(Sent sent) {
            ended(sent.upTo(), sent.last());
        }
    }

    /**
     * What went out in one response.
     *
     * @param from offset of the first byte of the file that it was to bring
     * @param upTo the offset behind the last byte that went out, 0 for none
     * @param last whether the last byte of the file went out
     * @param bytes of the file that went out
     * @param whole whether all went out that it was to bring
     */
    record Sent(long from, long upTo, boolean last, long bytes, boolean whole) {}

    /** May this request have bytes? */
    sealed interface Admission {
        /**
         * Yes.
         *
         * @param size of the file in bytes
         * @param limited whether it needs a place among those that run, see {@link #start}
         * @param since when the URL was made: it stands for this file from then on; empty where
         *     that is not known
         * @param holder whose URL it is: who is known to be another device gets nothing; empty
         *     where that is not known
         */
        record Admitted(
                long attemptKey,
                Sha256 file,
                long size,
                boolean limited,
                Optional<Instant> since,
                Optional<Holder> holder)
                implements Admission {
            /** Without any limit, made at no known time, of no known device. */
            public Admitted(long attemptKey, Sha256 file, long size) {
                this(attemptKey, file, size, false, Optional.empty(), Optional.empty());
            }

            /** The device whose URL it is. */
            public Optional<DeviceId> owner() {
                return holder.map(Holder::device);
            }
        }

        /** Not any more: withdrawn, expired, superseded (410). */
        record Gone(String why) implements Admission {}

        /** No such token (404). */
        record Unknown(String why) implements Admission {}

        /** Not now (503). */
        record Busy(int retryAfterSeconds, String why) implements Admission {}
    }
}
