package io.github.canarywave.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.app.People.NewToken;
import io.github.canarywave.domain.campaign.Role;
import io.github.canarywave.domain.rollout.Samples;

import org.junit.jupiter.api.Test;

import java.util.Optional;

/** Who gets in, and for how long. */
class PeopleDeskTest {
    private final MemoryStore store = new MemoryStore();
    private final PeopleDesk people = desk();

    private PeopleDesk desk() {
        return new PeopleDesk(store, new Secrets(), () -> Samples.T0);
    }

    /** Tokens that a test can read. */
    private static final class Secrets implements Tokens {
        private int made;

        @Override
        public String newToken() {
            return "token " + ++made;
        }

        @Override
        public String hash(String token) {
            return "hash of " + token;
        }
    }

    private Outcome<NewToken> issue(String name, Role role) {
        return people.issue(name, role, "admin");
    }

    @Test
    void tellsATokenOnceAndKnowsItByItsHashAlone() {
        assertThat(issue("bob", Role.APPROVER))
                .isInstanceOfSatisfying(
                        Outcome.Done.class,
                        done -> assertThat(((NewToken) done.value()).token()).isEqualTo("token 1"));
        Person bob = new Person("bob", Role.APPROVER, "hash of token 1");
        assertThat(people.byHash("hash of token 1")).contains(bob);
        assertThat(desk().byHash("hash of token 1")).as("after a restart").contains(bob);
        assertThat(people.byHash("token 1")).isEmpty();
        assertThat(issue("bob", Role.ADMIN)).isInstanceOf(Outcome.Conflict.class);
        assertThat(people.byHash("hash of token 2")).isEmpty();
        assertThatThrownBy(() -> issue("Bob", Role.VIEWER)).hasMessageContaining("got \"Bob\"");
        assertThatThrownBy(() -> issue("canarywave", Role.VIEWER)).hasMessageContaining("is not");
    }

    @Test
    void aRevokedTokenCountsNoMoreFromThisMoment() {
        issue("bob", Role.APPROVER);
        assertThat(people.revoke("bob", "admin", "left")).isInstanceOf(Outcome.Done.class);
        assertThat(people.byHash("hash of token 1")).isEmpty();
        assertThat(people.revoke("bob", "admin", "left")).isInstanceOf(Outcome.Done.class);
        assertThat(people.revoke("eve", "admin", "")).isInstanceOf(Outcome.NotFound.class);
        assertThat(people.audit(AuditFilter.ALL, Long.MAX_VALUE, 9))
                .extracting(line -> line.who() + " " + line.what() + " " + line.object())
                .containsExactly("admin token-revoked token/bob", "admin token-issued token/bob");
    }

    @Test
    void theLastAdminStays() {
        assertThat(people.first("f")).isTrue();
        assertThat(people.revoke("admin", "admin", "")).isInstanceOf(Outcome.Conflict.class);
        issue("ada", Role.ADMIN);
        assertThat(people.revoke("admin", "ada", "")).isInstanceOf(Outcome.Done.class);
        assertThat(people.byHash("f")).isEmpty();
        assertThat(people.first("f")).as("at the next start").isFalse();
        assertThat(people.byHash("f")).isEmpty();
    }

    @Test
    void aNewTokenOfTheDataFolderTakesThePlaceOfTheOneBefore() {
        people.first("f");
        assertThat(people.first("g")).isTrue();
        assertThat(people.byHash("f")).isEmpty();
        assertThat(people.byHash("g").map(Person::name)).isEqualTo(Optional.of("admin"));
    }
}
