package io.github.canarywave.app;

import static io.github.canarywave.app.StoreFixtures.T0;
import static io.github.canarywave.app.StoreFixtures.at;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.canarywave.domain.campaign.Role;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
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
