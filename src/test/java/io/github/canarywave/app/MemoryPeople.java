package io.github.canarywave.app;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Persons and what they changed, in maps. Confined to one transaction. */
record MemoryPeople(MemoryTables tables, UndoLog undo) implements PeopleStore.Tx {
    @Override
    public List<IssuedToken> tokens() {
        return List.copyOf(tables.tokens.values());
    }

    @Override
    public void issue(IssuedToken token) {
        boolean taken =
                tokens().stream().anyMatch(t -> t.counts() && t.person().equals(token.person()));
        if (taken || tables.tokens.containsKey(token.hash()))
            throw new IllegalStateException(token.person() + " has a token already");
        undo.put(tables.tokens, token.hash(), token);
    }

    @Override
    public boolean revoke(String person, Instant at) {
        List<IssuedToken> counting =
                tokens().stream().filter(t -> t.counts() && t.person().equals(person)).toList();
        for (IssuedToken t : counting)
            undo.put(
                    tables.tokens,
                    t.hash(),
                    new IssuedToken(
                            t.hash(), person, t.role(), t.issued(), t.by(), Optional.of(at)));
        return !counting.isEmpty();
    }

    @Override
    public List<AuditLine> audit(long before, int limit) {
        return tables.audit.headMap(before, false).descendingMap().values().stream()
                .limit(limit)
                .toList();
    }

    @Override
    public void audit(AuditLine line) {
        long number = tables.nextNumber();
        undo.put(
                tables.audit,
                number,
                new AuditLine(
                        number, line.at(), line.who(), line.what(), line.object(), line.why()));
    }
}
