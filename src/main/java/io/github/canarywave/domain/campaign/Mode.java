package io.github.canarywave.domain.campaign;

/** When a device begins an update that it may begin. */
public enum Mode {
    /** At once. */
    ASAP,
    /** When nobody needs it. */
    WHEN_IDLE,
    /** When its user agrees. */
    USER_CONFIRM
}
