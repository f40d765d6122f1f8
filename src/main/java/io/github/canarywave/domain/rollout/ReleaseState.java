package io.github.canarywave.domain.rollout;

/** Whether devices may be given a release. */
public sealed interface ReleaseState {
    /** Files may be added to it; no campaign may use it. */
    record Draft() implements ReleaseState {}

    /** Campaigns may use it; it changes no more. */
    record Published() implements ReleaseState {}

    /**
     * Nobody may have it any more, for good.
     *
     * @param why who said so, and why
     */
    record Revoked(String why) implements ReleaseState {}

    /** The word for it, everywhere. */
    default String word() {
        return switch (this) {
            case Draft _ -> "draft";
            case Published _ -> "published";
            case Revoked _ -> "revoked";
        };
    }

    /** What was said of it; empty where nothing was. */
    default String reason() {
        return this instanceof Revoked(var why) ? why : "";
    }

    /** The state that was stored as these. */
    static ReleaseState of(String word, String why) {
        return switch (word) {
            case "draft" -> new Draft();
            case "published" -> new Published();
            case "revoked" -> new Revoked(why);
            default -> throw new IllegalArgumentException("no state of a release: " + word);
        };
    }
}
