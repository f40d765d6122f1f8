package io.github.canarywave.adapter.store;

import org.jdbi.v3.core.statement.DefaultStatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Prepared statements of one connection that are used again; preparing one costs more than running
 * it. There are as many as there are texts in this package. Confined to the writer.
 */
final class CachedStatements extends DefaultStatementBuilder {
    private final Map<String, PreparedStatement> idle = new HashMap<>();
    private final IdentityHashMap<Statement, String> texts = new IdentityHashMap<>();

    @Override
    public PreparedStatement create(Connection connection, String text, StatementContext context)
            throws SQLException {
        PreparedStatement known = idle.remove(text);
        if (known != null) return known;
        PreparedStatement prepared = super.create(connection, text, context);
        texts.put(prepared, text);
        return prepared;
    }

    @Override
    public void close(Connection connection, String text, Statement statement) throws SQLException {
        String prepared = texts.get(statement);
        boolean kept =
                prepared != null
                        && statement instanceof PreparedStatement free
                        && idle.putIfAbsent(prepared, free) == null;
        if (kept) return;
        texts.remove(statement);
        super.close(connection, text, statement);
    }
}
