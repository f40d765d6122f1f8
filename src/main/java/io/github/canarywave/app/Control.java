package io.github.canarywave.app;

/**
 * What a wish of a person works with: one open transaction of the turn.
 *
 * @param book where changes to devices and rollouts go
 */
record Control(Store.Tx tx, Book book, Now now, Effects effects, CommandForge forge) {
    Withdrawal withdrawal() {
        return new Withdrawal(tx, now, effects, forge, book);
    }
}
