package io.github.canarywave.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.app.Sessions.Opened;
import io.github.canarywave.app.Sessions.Ticket;
import io.github.canarywave.domain.campaign.Role;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.rollout.Samples;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Which browsers are in, and until when. */
class SessionDeskTest {
    private static final Visitor HOME = new Visitor("10.0.0.7", "a browser");

    private final BrokenStore store = new BrokenStore();
    private final Numbered secrets = new Numbered();
    private Instant now = Samples.T0;
    private PeopleDesk people = desk();

    private PeopleDesk desk() {
        return new PeopleDesk(store, secrets, () -> now);
    }

    /** Secrets that a test can read. */
    private static final class Numbered implements Tokens {
        private int made;

        @Override
        public String newToken() {
            return "secret-" + ++made;
        }

        @Override
        public String hash(String token) {
            return Sha256.of(token.getBytes(StandardCharsets.UTF_8)).hex();
        }
    }

    /** A store that takes nothing while it is broken. */
    private static final class BrokenStore implements Store {
        private final MemoryStore store = new MemoryStore();
        private boolean broken;

        @Override
        public <T> T write(Function<Tx, T> work) {
            if (broken) throw new StoreUnavailable("the disk is full", new IllegalStateException());
            return store.write(work);
        }

        @Override
        public <T> T read(Function<Reads, T> work) {
            return store.read(work);
        }

        @Override
        public void close() {
            store.close();
        }
    }

    @BeforeEach
    void letBobAndAdaIn() {
        people.issue("bob", Role.OPERATOR, "admin");
        people.issue("ada", Role.ADMIN, "admin");
    }

    private Person person(String name) {
        return people.named(name).orElseThrow();
    }

    private Opened open(String name) {
        return people.sessions().open(person(name), HOME, Optional.empty());
    }

    private boolean in(Opened opened) {
        return people.sessions().find(secrets.hash(opened.secret())).isPresent();
    }

    private List<String> audit() {
        return people.audit(AuditFilter.ALL, Long.MAX_VALUE, 9).stream()
                .filter(line -> !line.what().startsWith("token-"))
                .map(line -> line.who() + " " + line.what() + ": " + line.why())
                .toList();
    }

    @Test
    void aSessionIsOpenForTwelveHoursAndOverARestart() {
        Opened opened = open("bob");
        assertThat(store.<List<BrowserSession>>read(r -> r.people().sessions()).toString())
                .as("no secret is kept")
                .doesNotContain("secret-");
        people = desk();
        assertThat(in(opened)).isTrue();
        now = now.plus(Duration.ofHours(12)).minusMillis(1);
        assertThat(in(opened)).isTrue();
        now = now.plusMillis(1);
        assertThat(in(opened)).isFalse();
        assertThat(people.sessions().list(person("ada"))).isEmpty();
        open("ada");
        assertThat(store.<List<BrowserSession>>read(r -> r.people().sessions()))
                .as("what is over is cleared away")
                .hasSize(1);
    }

    @Test
    void aSessionEndsWithTheTokenAlsoOverARestart() {
        Opened opened = open("bob");
        people.revoke("bob", "ada", "left");
        assertThat(in(opened)).isFalse();
        people.issue("bob", Role.OPERATOR, "ada");
        assertThat(in(opened)).as("a new token is no old session").isFalse();
        people = desk();
        assertThat(in(opened)).isFalse();
        assertThat(store.<List<BrowserSession>>read(r -> r.people().sessions())).isEmpty();
    }

    @Test
    void onePersonHasAtMostTwentyAndTheOldestGoes() {
        Opened other = open("ada");
        Opened first = open("bob");
        now = now.plusSeconds(1);
        Opened second = open("bob");
        for (int i = 2; i < Sessions.OF_ONE_PERSON; i++) {
            now = now.plusSeconds(1);
            open("bob");
        }
        assertThat(in(first)).isTrue();
        now = now.plusSeconds(1);
        open("bob");
        assertThat(in(first)).isFalse();
        assertThat(in(second)).isTrue();
        assertThat(in(other)).isTrue();
        assertThat(people.sessions().list(person("bob"))).hasSize(Sessions.OF_ONE_PERSON);
        assertThat(store.<List<BrowserSession>>read(r -> r.people().sessions()))
                .hasSize(Sessions.OF_ONE_PERSON + 1);
    }

    @Test
    void aLinkWorksOnceAndForFifteenMinutes() {
        Ticket ticket = made(people.sessions().ticket("bob", "ada"));
        Optional<Opened> opened = enter(ticket);
        assertThat(opened.map(Opened::by)).contains(person("bob"));
        assertThat(enter(ticket)).isEmpty();
        Ticket late = made(people.sessions().ticket("bob", "ada"));
        now = now.plus(Duration.ofMinutes(15));
        assertThat(enter(late)).isEmpty();
        Ticket revoked = made(people.sessions().ticket("bob", "ada"));
        people.revoke("bob", "ada", "left");
        assertThat(enter(revoked)).isEmpty();
        assertThat(people.sessions().ticket("bob", "ada")).isInstanceOf(Outcome.NotFound.class);
        assertThat(audit())
                .containsExactly(
                        "ada link-made: ",
                        "ada link-made: ",
                        "bob session-opened: by a link that ada made, from 10.0.0.7",
                        "ada link-made: ");
    }

    private static Ticket made(Outcome<Ticket> outcome) {
        if (outcome instanceof Outcome.Done<Ticket>(var ticket)) return ticket;
        throw new IllegalStateException(outcome.toString());
    }

    private Optional<Opened> enter(Ticket ticket) {
        return people.sessions().enter(ticket.secret(), HOME, Optional.empty());
    }

    @Test
    void onlyTheirPersonAndAdminsSeeAndEndSessions() {
        Opened ofBob = open("bob");
        Opened ofAda = open("ada");
        assertThat(people.sessions().list(person("bob"))).hasSize(1);
        assertThat(people.sessions().list(person("ada"))).hasSize(2);
        assertThat(people.sessions().end(ofAda.session().id(), person("bob")))
                .isInstanceOf(Outcome.NotFound.class);
        assertThat(in(ofAda)).isTrue();
        assertThat(people.sessions().end(ofBob.session().id(), person("ada")))
                .isInstanceOf(Outcome.Done.class);
        assertThat(in(ofBob)).isFalse();
        people = desk();
        assertThat(in(ofBob)).as("after a restart").isFalse();
        assertThat(audit()).first().isEqualTo("ada session-ended: of bob");
    }

    /** Whoever wants to halt must get in, also when nothing can be stored. */
    @Test
    void letsPeopleInWhenTheDiskIsFullAndTellsWhatItCannotEndForGood() {
        Opened before = open("bob");
        store.broken = true;
        Opened opened = open("bob");
        assertThat(in(opened)).isTrue();
        assertThatThrownBy(() -> people.sessions().end(secrets.hash(before.secret())))
                .isInstanceOf(StoreUnavailable.class);
        assertThat(in(before)).as("it has ended in this process").isFalse();
        store.broken = false;
        people = desk();
        assertThat(in(opened)).as("in memory alone").isFalse();
    }
}
