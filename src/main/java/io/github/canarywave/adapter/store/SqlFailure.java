package io.github.canarywave.adapter.store;

import java.sql.SQLException;

/** A failure of the database on its way to {@link Failures}, which says what it means. */
final class SqlFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    SqlFailure(SQLException cause) {
        super(cause.getMessage(), cause);
    }
}
