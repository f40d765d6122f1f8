package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.rollout.Approvals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
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
    public Approvals approvals(CampaignName rollout) {
        List<CampaignRevision> revisions = revisions(rollout);
        if (revisions.isEmpty()) return Approvals.NONE;
        return new Approvals(
                revisions.getFirst().author(),
                revisions.getLast().author(),
                tables.approvals.values().stream()
                        .filter(wish -> wish.rollout().equals(rollout))
                        .filter(wish -> counting(wish.by()).isPresent())
                        .map(
                                wish ->
                                        new Approvals.Given(
                                                wish.wave(),
                                                wish.subject(),
                                                wish.by().name(),
                                                wish.by().role()))
                        .sorted(
                                Comparator.comparing(Approvals.Given::wave)
                                        .thenComparing(Approvals.Given::subject)
                                        .thenComparing(Approvals.Given::person))
                        .toList());
    }

    private Optional<IssuedToken> counting(Person person) {
        return Optional.ofNullable(tables.tokens.get(person.token()))
                .filter(t -> t.counts() && t.person().equals(person.name()));
    }

    @Override
    public List<CampaignRevision> revisions(CampaignName campaign) {
        return tables.revisions.getOrDefault(campaign, List.of());
    }

    @Override
    public void revise(CampaignName campaign, String text, String author, Instant at) {
        List<CampaignRevision> all = new ArrayList<>(revisions(campaign));
        all.add(new CampaignRevision(all.size() + 1, text, author, at));
        undo.put(tables.revisions, campaign, List.copyOf(all));
        undo.put(tables.campaignTexts, campaign, text);
    }

    @Override
    public Optional<String> approve(ApprovalWish wish) {
        Optional<IssuedToken> token = counting(wish.by());
        if (token.isEmpty())
            return Optional.of("the token of " + wish.by().name() + " counts no more");
        Person by = new Person(wish.by().name(), token.get().role(), wish.by().token());
        Optional<String> objection =
                approvals(wish.rollout()).objection(by.name(), by.role(), wish.rule());
        if (objection.isEmpty())
            undo.put(
                    tables.approvals,
                    wish.rollout() + "/" + wish.wave() + "/" + wish.subject() + "/" + by.name(),
                    new ApprovalWish(
                            wish.rollout(),
                            wish.wave(),
                            wish.subject(),
                            wish.rule(),
                            by,
                            wish.at(),
                            wish.why()));
        return objection;
    }

    @Override
    public List<AuditLine> audit(AuditFilter filter, long before, int limit) {
        return tables.audit.headMap(before, false).descendingMap().values().stream()
                .filter(line -> filter.who().map(line.who()::equals).orElse(true))
                .filter(line -> filter.what().map(line.what()::equals).orElse(true))
                .filter(line -> filter.subject().map(s -> about(line, s)).orElse(true))
                .limit(limit)
                .toList();
    }

    private static boolean about(AuditLine line, String subject) {
        return subject.endsWith("/")
                ? line.object().startsWith(subject)
                : line.object().equals(subject);
    }

    @Override
    public List<BrowserSession> sessions() {
        return tables.sessions.values().stream()
                .sorted(
                        Comparator.comparing(BrowserSession::opened)
                                .thenComparing(BrowserSession::digest))
                .toList();
    }

    @Override
    public void open(BrowserSession session) {
        if (tables.sessions.containsKey(session.digest()))
            throw new IllegalStateException("session " + session.id() + " is there already");
        undo.put(tables.sessions, session.digest(), session);
    }

    @Override
    public boolean close(String digest) {
        boolean there = tables.sessions.containsKey(digest);
        undo.remove(tables.sessions, digest);
        return there;
    }

    @Override
    public void closeAll(String person) {
        sessions().stream()
                .filter(
                        one ->
                                Optional.ofNullable(tables.tokens.get(one.token()))
                                        .filter(token -> token.person().equals(person))
                                        .isPresent())
                .forEach(one -> close(one.digest()));
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
