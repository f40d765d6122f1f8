package io.github.canarywave.domain.rollout;

/**
 * What the devices that count have said of a release, each once.
 *
 * @param failed fixed as failed
 * @param good fixed as good
 * @param started undecided, past the start of installation
 * @param accepted undecided, before it
 */
public record Evidence(long failed, long good, long started, long accepted) {
    public static final Evidence NONE = new Evidence(0, 0, 0, 0);

    /** Devices that count. */
    public long n() {
        return failed + good + started + accepted;
    }

    /** Devices that have not failed: a halt must hold even when all that is pending comes good. */
    long notFailed() {
        return good + started + accepted;
    }

    /** Devices that failed or still may: a wave may pass only if it holds when they do. */
    long mayHaveFailed() {
        return failed + started;
    }

    Evidence plus(Verdict verdict, long devices) {
        return switch (verdict) {
            case BAD -> new Evidence(failed + devices, good, started, accepted);
            case GOOD -> new Evidence(failed, good + devices, started, accepted);
            case STARTED -> new Evidence(failed, good, started + devices, accepted);
            case ACCEPTED -> new Evidence(failed, good, started, accepted + devices);
        };
    }
}
