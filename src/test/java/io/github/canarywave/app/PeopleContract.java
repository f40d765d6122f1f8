package io.github.canarywave.app;

import static io.github.canarywave.app.StoreFixtures.T0;
import static io.github.canarywave.app.StoreFixtures.at;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.canarywave.domain.campaign.Approval;
import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.CampaignDraft;
import io.github.canarywave.domain.campaign.Role;
import io.github.canarywave.domain.campaign.Size;
import io.github.canarywave.domain.campaign.Wave;
import io.github.canarywave.domain.rollout.Approvals;
import io.github.canarywave.domain.rollout.Rollout;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** What every store promises of persons and of what they changed. */
public abstract class PeopleContract extends StoreHarness {
    protected static final IssuedToken BOB = token("aa", "bob", Role.APPROVER);

    protected static IssuedToken token(String hash, String person, Role role) {
        return new IssuedToken(hash, person, role, T0, "admin", Optional.empty());
    }

    /** The answer, which must be the same after a restart. */
    protected final <T> T kept(Function<PeopleStore.Reads, T> question) throws Exception {
        T answer = store.read(reads -> question.apply(reads.people()));
        store = restarted(store);
        assertThat(store.<T>read(reads -> question.apply(reads.people()))).isEqualTo(answer);
        return answer;
    }

    @Test
    public void keepsTokensFromTheFirstIssuedAndOneAPersonThatCounts() throws Exception {
        IssuedToken ada = token("cc", "ada", Role.ADMIN);
        write(tx -> tx.people().issue(BOB));
        write(tx -> tx.people().issue(ada));
        assertThat(kept(PeopleStore.Reads::tokens)).containsExactly(BOB, ada);
        assertThatThrownBy(() -> write(tx -> tx.people().issue(token("dd", "bob", Role.VIEWER))))
                .isInstanceOf(RuntimeException.class);
        assertThat(store.<Boolean>write(tx -> tx.people().revoke("bob", at(5)))).isTrue();
        assertThat(store.<Boolean>write(tx -> tx.people().revoke("bob", at(6)))).isFalse();
        IssuedToken second = token("ee", "bob", Role.VIEWER);
        write(tx -> tx.people().issue(second));
        IssuedToken revoked =
                new IssuedToken("aa", "bob", Role.APPROVER, T0, "admin", Optional.of(at(5)));
        assertThat(kept(PeopleStore.Reads::tokens)).containsExactly(revoked, ada, second);
    }

    @Test
    public void keepsTheAuditNewestFirstByPages() throws Exception {
        for (int i = 0; i < 4; i++) {
            AuditLine line = AuditLine.of(at(i), "ada", "halted", "campaign/c" + i, "why " + i);
            write(tx -> tx.people().audit(line));
        }
        List<AuditLine> page = kept(people -> people.audit(Long.MAX_VALUE, 3));
        assertThat(page)
                .extracting(AuditLine::object)
                .containsExactly("campaign/c3", "campaign/c2", "campaign/c1");
        long last = page.getLast().number();
        List<AuditLine> rest = kept(people -> people.audit(last, 3));
        assertThat(rest)
                .singleElement()
                .satisfies(line -> assertThat(line.why()).isEqualTo("why 0"))
                .satisfies(line -> assertThat(line.at()).isEqualTo(at(0)))
                .satisfies(line -> assertThat(line.who()).isEqualTo("ada"));
    }

    @Test
    public void findsLinesOfTheAuditByWhoWhatAndSubject() throws Exception {
        line("ada", "halted", "campaign/c1");
        line("bob", "halted", "campaign/c1-rollback");
        line("ada", "held", "device/c1");
        line("ada", "applied", "campaign/c1");
        assertThat(places("ada", "", ""))
                .containsExactly("campaign/c1", "device/c1", "campaign/c1");
        assertThat(places("", "halted", "")).containsExactly("campaign/c1-rollback", "campaign/c1");
        assertThat(places("", "", "campaign/c1")).containsExactly("campaign/c1", "campaign/c1");
        assertThat(places("", "", "campaign/"))
                .containsExactly("campaign/c1", "campaign/c1-rollback", "campaign/c1");
        assertThat(places("ada", "halted", "campaign/")).containsExactly("campaign/c1");
        assertThat(places("eve", "", "")).isEmpty();
    }

    private void line(String who, String what, String object) {
        write(tx -> tx.people().audit(AuditLine.of(T0, who, what, object, "")));
    }

    private List<String> places(String who, String what, String subject) throws Exception {
        AuditFilter filter = new AuditFilter(maybe(who), maybe(what), maybe(subject));
        return this.<List<AuditLine>>kept(people -> people.audit(filter, Long.MAX_VALUE, 9))
                .stream()
                .map(AuditLine::object)
                .toList();
    }

    private static Optional<String> maybe(String text) {
        return Optional.of(text).filter(t -> !t.isEmpty());
    }

    @Test
    public void keepsSessionsUntilTheyAreClosed() throws Exception {
        write(tx -> tx.people().issue(BOB));
        write(tx -> tx.people().issue(ADA));
        BrowserSession first = session("d1", BOB, 1);
        BrowserSession second = session("d2", BOB, 2);
        BrowserSession ofAda = session("d3", ADA, 3);
        for (BrowserSession one : List.of(ofAda, second, first)) write(tx -> tx.people().open(one));
        assertThat(kept(PeopleStore.Reads::sessions)).containsExactly(first, second, ofAda);
        assertThatThrownBy(() -> write(tx -> tx.people().open(first)))
                .isInstanceOf(RuntimeException.class);
        assertThat(store.<Boolean>write(tx -> tx.people().close(second.digest()))).isTrue();
        assertThat(store.<Boolean>write(tx -> tx.people().close(second.digest()))).isFalse();
        assertThat(kept(PeopleStore.Reads::sessions)).containsExactly(first, ofAda);
        write(tx -> tx.people().closeAll("bob"));
        assertThat(kept(PeopleStore.Reads::sessions)).containsExactly(ofAda);
    }

    private static BrowserSession session(String digest, IssuedToken token, int second) {
        Visitor visitor = new Visitor("10.0.0.7", "Browser \"é\"");
        return new BrowserSession(digest.repeat(32), token.hash(), at(second), at(60), visitor);
    }

    /** A campaign whose second wave waits for an approver; a store reads it from any text. */
    public static Campaign guarded(String text) {
        Wave lab = new Wave("lab", new Size.Count(5), Duration.ZERO, List.of());
        Wave all = new Wave("all", Size.percent(100), Duration.ZERO, List.of());
        return CampaignDraft.of(METERS, StoreFixtures.releaseName("2.1.0"))
                .description(text)
                .waves(List.of(lab, all.approvedBy(Approval.DEFAULT)))
                .build();
    }

    private static ApprovalWish wish(Person by) {
        return new ApprovalWish(METERS, "all", Approvals.OPENING, Approval.DEFAULT, by, T0, "good");
    }

    private static Person person(IssuedToken token) {
        return new Person(token.person(), token.role(), token.hash());
    }

    /** A frozen rollout that ada created, with one wave open, and three persons. */
    private void rollout() {
        Rollout waiting = Rollout.preparing(guarded("first"), StoreFixtures.release());
        write(
                tx -> {
                    tx.create(waiting, "first", T0);
                    tx.people().revise(METERS, "first", "ada", T0);
                    tx.save(waiting.frozen(9).opening(0, "go"));
                    tx.people().issue(ADA);
                    tx.people().issue(BOB);
                    tx.people().issue(EVE);
                });
    }

    private static final IssuedToken ADA = token("cc", "ada", Role.ADMIN);
    private static final IssuedToken EVE = token("ee", "eve", Role.OPERATOR);

    private Optional<String> approve(Person by) {
        return store.write(tx -> tx.people().approve(wish(by)));
    }

    private void openAll() {
        write(tx -> tx.save(tx.rollout(METERS).orElseThrow().opening(1, "go")));
    }

    @Test
    public void takesAnApprovalFromSomebodyElseWithTheRoleAlone() throws Exception {
        rollout();
        assertThat(approve(person(ADA))).hasValueSatisfying(w -> assertThat(w).contains("created"));
        assertThat(approve(person(EVE)))
                .hasValueSatisfying(w -> assertThat(w).contains("operator"));
        assertThat(approve(new Person("eve", Role.ADMIN, "ee")))
                .as("the role is that of the token, whatever is said")
                .isPresent();
        assertThat(approve(new Person("bob", Role.APPROVER, "cc"))).as("ada's token").isPresent();
        assertThatThrownBy(this::openAll).hasMessageContaining("nobody has approved it");
        assertThat(approve(person(BOB))).isEmpty();
        assertThat(approve(person(BOB))).as("a second time").isEmpty();
        Approvals approvals = kept(people -> people.approvals(METERS));
        assertThat(approvals)
                .isEqualTo(
                        new Approvals(
                                "ada",
                                "ada",
                                List.of(
                                        new Approvals.Given(
                                                "all", Approvals.OPENING, "bob", Role.APPROVER))));
        openAll();
        assertThat(now().rollout(METERS).orElseThrow().openWave()).isEqualTo(1);
    }

    @Test
    public void anApprovalCountsAsLongAsItsTokenAndItsAuthorIsNotTheReviser() throws Exception {
        rollout();
        approve(person(BOB));
        write(tx -> tx.people().revise(METERS, "second", "bob", at(1)));
        assertThatThrownBy(this::openAll).hasMessageContaining("nobody has approved it");
        write(tx -> tx.people().revise(METERS, "third", "ada", at(2)));
        write(tx -> tx.people().revoke("bob", at(3)));
        assertThat(approve(person(BOB))).isPresent();
        assertThatThrownBy(this::openAll).hasMessageContaining("nobody has approved it");
        IssuedToken again = token("ff", "bob", Role.APPROVER);
        write(tx -> tx.people().issue(again));
        assertThatThrownBy(this::openAll).as("it was the old token").isInstanceOf(Exception.class);
        assertThat(approve(person(again))).isEmpty();
        openAll();
        List<CampaignRevision> revisions = kept(people -> people.revisions(METERS));
        assertThat(revisions)
                .containsExactly(
                        new CampaignRevision(1, "first", "ada", T0),
                        new CampaignRevision(2, "second", "bob", at(1)),
                        new CampaignRevision(3, "third", "ada", at(2)));
        assertThat(lasting().campaignText(METERS)).contains("third");
        assertThat(now().rollout(METERS).orElseThrow().campaign().name()).isEqualTo(METERS);
    }

    /** Everybody tries at once, directly at the store; whenever it opened, an approval counted. */
    @Test
    public void aRaceOpensNothingThatNobodyMayOpen() throws Exception {
        rollout();
        List<Runnable> attempts =
                List.of(
                        () -> approve(person(ADA)),
                        () -> approve(person(EVE)),
                        () -> approve(new Person("bob", Role.ADMIN, "cc")),
                        () -> approve(person(BOB)),
                        () -> write(tx -> tx.people().revoke("bob", at(9))),
                        this::openAndSee,
                        this::openAndSee);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int round = 0; round < 20; round++)
                attempts.forEach(attempt -> all.add(threads.submit(attempt)));
            for (Future<?> one : all) one.get();
        }
        assertThat(approve(person(BOB))).as("revoked by now").isPresent();
        boolean opened = now().rollout(METERS).orElseThrow().openWave() == 1;
        assertThat(sawAnApproval.get()).isEqualTo(opened);
        assertThat(sawNone.get()).isFalse();
    }

    private final AtomicBoolean sawAnApproval = new AtomicBoolean();
    private final AtomicBoolean sawNone = new AtomicBoolean();

    /** Opens, and looks in the same transaction whether bob's approval counts. */
    private void openAndSee() {
        boolean counted;
        try {
            counted = store.write(this::openAndSee);
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("nobody has approved it");
            return;
        }
        (counted ? sawAnApproval : sawNone).set(true);
    }

    private boolean openAndSee(Store.Tx tx) {
        Rollout rollout = tx.rollout(METERS).orElseThrow();
        if (rollout.openWave() == 1) return sawAnApproval.get();
        tx.save(rollout.opening(1, "go"));
        return tx.people().approvals(METERS).given().stream()
                .anyMatch(g -> g.person().equals("bob"));
    }

    @Test
    public void aChangeThatFailsLeavesNoLine() throws Exception {
        assertThatThrownBy(
                        () ->
                                write(
                                        tx -> {
                                            tx.people().issue(BOB);
                                            tx.people().audit(AuditLine.of(T0, "a", "b", "c", ""));
                                            throw new IllegalStateException("after it");
                                        }))
                .hasMessage("after it");
        List<AuditLine> lines = kept(people -> people.audit(Long.MAX_VALUE, 9));
        assertThat(lines).isEmpty();
        assertThat(kept(PeopleStore.Reads::tokens)).isEmpty();
    }
}
