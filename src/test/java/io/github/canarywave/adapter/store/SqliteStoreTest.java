package io.github.canarywave.adapter.store;

import static io.github.canarywave.app.StoreFixtures.T0;
import static io.github.canarywave.app.StoreFixtures.at;
import static io.github.canarywave.app.StoreFixtures.device;
import static io.github.canarywave.app.StoreFixtures.id;
import static io.github.canarywave.app.StoreFixtures.name;
import static io.github.canarywave.app.StoreFixtures.rollout;
import static io.github.canarywave.app.StoreFixtures.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.canarywave.app.DiskFull;
import io.github.canarywave.app.Store;
import io.github.canarywave.app.StoreContract;
import io.github.canarywave.app.StoreFixtures;
import io.github.canarywave.app.StoreUnavailable;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.State;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** SQLite keeps the promises of the port, through restarts and kills. */
class SqliteStoreTest extends StoreContract {
    private static final String[] LATER = {"classpath:db/migration", "classpath:db/later"};

    @TempDir private Path folder;

    private Path file() {
        return folder.resolve("canarywave.db");
    }

    /** Most tests begin with a copy of one new database; making each anew takes long. */
    private static byte[] template = {};

    private String siteLabel = "site";

    @BeforeAll
    static void makeTemplate(@TempDir Path elsewhere) throws IOException {
        Path file = elsewhere.resolve("template.db");
        SqliteStore.open(file, StoreFixtures::read).close();
        template = Files.readAllBytes(file);
    }

    @Override
    protected Store open() throws IOException {
        if (Files.notExists(file())) Files.write(file(), template);
        return SqliteStore.open(file(), StoreFixtures::read, siteLabel, BrokenDisk.EXCEPTION_ONLY);
    }

    @Override
    protected Store withSites(Store old, String label) throws IOException {
        siteLabel = label;
        return restarted(old);
    }

    @Override
    protected Store restarted(Store old) throws IOException {
        old.close();
        return open();
    }

    @Test
    void whatWasCommittedSurvivesAKill() throws IOException {
        write(tx -> tx.create(rollout("meters"), text("meters"), T0));
        write(
                tx -> {
                    tx.register(device(1), "h");
                    tx.freeze(List.of(Attempt.frozen(name("meters"), id(1), 0, 0, "s")));
                });
        Attempt before = now().attempt(name("meters"), id(1)).orElseThrow();
        write(tx -> tx.replace(before, before.in(new State.Lost(at(1))), Optional.empty()));
        try (Store copy = SqliteStore.open(copyOfOpenFiles(), StoreFixtures::read)) {
            assertThat(copy.<Optional<Attempt>>read(r -> r.attempt(name("meters"), id(1))))
                    .isEqualTo(now().attempt(name("meters"), id(1)));
            assertThat(copy.<Long>read(r -> r.tally(name("meters")).in("Lost"))).isEqualTo(1);
        }
    }

    @Test
    void whatWasNotCommittedIsGoneAfterAKill() throws IOException {
        write(tx -> tx.set("a", "before"));
        Path copied =
                store.write(
                        tx -> {
                            tx.set("a", "not committed");
                            IntStream.range(0, 5_000).forEach(i -> tx.register(device(i), "h"));
                            return copyOfOpenFiles();
                        });
        try (Store copy = SqliteStore.open(copied, StoreFixtures::read)) {
            assertThat(copy.<Optional<String>>read(r -> r.setting("a"))).contains("before");
            assertThat(copy.<Long>read(r -> r.fleet().registered())).isZero();
        }
    }

    /** As a kill of the process would leave them: nothing is closed or flushed first. */
    private Path copyOfOpenFiles() {
        try {
            Path copy = Files.createDirectory(folder.resolve("copy"));
            for (String end : List.of("", "-wal"))
                Files.copy(Path.of(file() + end), copy.resolve(file().getFileName() + end));
            return copy.resolve(file().getFileName());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aReadSeesOneStateWhileOthersWrite() {
        write(tx -> tx.set("a", "1"));
        List<Optional<String>> seen =
                store.read(
                        r -> {
                            List<Optional<String>> both = new ArrayList<>();
                            both.add(r.setting("a"));
                            Thread other = Thread.ofPlatform().start(() -> setTo("2"));
                            join(other);
                            both.add(r.setting("a"));
                            return both;
                        });
        assertThat(seen).containsExactly(Optional.of("1"), Optional.of("1"));
        assertThat(now().setting("a")).contains("2");
    }

    private void setTo(String value) {
        write(tx -> tx.set("a", value));
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void readsEachCampaignTextOnce() {
        store.close();
        AtomicInteger reads = new AtomicInteger();
        store =
                SqliteStore.open(
                        file(),
                        text -> {
                            reads.incrementAndGet();
                            return StoreFixtures.read(text);
                        });
        write(tx -> tx.create(rollout("meters"), text("meters"), T0));
        for (int i = 0; i < 3; i++) assertThat(now().rollouts()).hasSize(1);
        assertThat(now().rollout(name("meters"))).contains(rollout("meters"));
        assertThat(reads).hasValue(1);
    }

    @Test
    void refusesADatabaseOfANewerVersionAndLeavesItAlone() throws IOException {
        store.close();
        SqliteStore.open(file(), StoreFixtures::read, LATER).close();
        byte[] before = Files.readAllBytes(file());
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("has schema 99")
                .hasMessageContaining("newer");
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
        store = SqliteStore.open(file(), StoreFixtures::read, LATER);
        assertThat(now().setting("a")).isEmpty();
    }

    @Test
    void copiesAnOlderDatabaseBeforeItIsMigrated() throws IOException {
        write(tx -> tx.set("a", "1"));
        store.close();
        assertThat(backups()).isEmpty();
        store = SqliteStore.open(file(), StoreFixtures::read, LATER);
        assertThat(now().setting("a")).contains("1");
        assertThat(backups()).hasSize(1);
        try (Store old = SqliteStore.open(backups().getFirst(), StoreFixtures::read)) {
            assertThat(old.<Optional<String>>read(r -> r.setting("a"))).contains("1");
        }
    }

    private List<Path> backups() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(
                            f -> f.toString().matches(".*/canarywave\\.db\\.schema-\\d+\\.backup"))
                    .toList();
        }
    }

    @Test
    void makesNoCopyOfADatabaseThatIsNewOrUpToDate() throws IOException {
        store = restarted(store);
        assertThat(backups()).isEmpty();
    }

    @Test
    void saysWhatToDoWhenTheFileIsNoDatabase() throws IOException {
        Path garbage = Files.writeString(folder.resolve("garbage.db"), "no database".repeat(500));
        assertThatThrownBy(() -> SqliteStore.open(garbage, StoreFixtures::read))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("garbage.db")
                .hasMessageContaining("restore the last backup");
    }

    @Test
    void saysWhatToDoWhenTheDiskIsFullAndGoesOnAfterwards() throws Exception {
        write(tx -> tx.set("a", "1"));
        write(tx -> ((SqliteTx) tx).sql.list("pragma max_page_count = 1", Cells::first));
        assertThatThrownBy(
                        () ->
                                write(
                                        tx ->
                                                IntStream.range(0, 5_000)
                                                        .forEach(i -> tx.register(device(i), "h"))))
                .isInstanceOf(DiskFull.class)
                .hasMessageContaining("Free space");
        assertThat(now().fleet().registered()).isZero();
        write(tx -> tx.register(device(1), "h"));
        assertThat(now().fleet().registered()).isEqualTo(1);
    }

    @Test
    void keepsNothingInTheLogFileWhenClosed() throws IOException {
        write(tx -> tx.set("a", "1"));
        store.close();
        Path log = Path.of(file() + "-wal");
        assertThat(Files.notExists(log) || Files.size(log) == 0).isTrue();
        assertThatThrownBy(() -> write(tx -> tx.set("a", "2")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        store.close();
    }

    @Test
    void eachQuestionOfATurnUsesItsIndex() throws Exception {
        store.close();
        assertThat(
                        plan(
                                "select * from attempt where rollout = 'x' and state = 'Queued'"
                                        + " and counting = 1 and device_ready = 1"
                                        + " and position < 5 and not_before_ms <= 5"
                                        + " order by position limit 9"))
                .contains("attempt_ready")
                .doesNotContain("TEMP B-TREE");
        assertThat(
                        plan(
                                "select * from attempt where counting = 1 and deadline_ms is not"
                                        + " null and deadline_ms <= 5"
                                        + " order by deadline_ms, rollout, position limit 9"))
                .contains("attempt_due")
                .doesNotContain("TEMP B-TREE");
        assertThat(plan("select * from fact where device = 'x' order by place desc limit 9"))
                .contains("fact_device")
                .doesNotContain("TEMP B-TREE");
    }

    @Test
    void controlsAreCountedFromTheirIndexes() throws Exception {
        store.close();
        assertThat(plan(filled(ControlRows.STAYED + "model = 'x'")))
                .isEqualTo(
                        "SEARCH device USING INDEX device_commanded"
                                + " (commander=? AND commanded_ms>?)\n");
        assertThat(plan(filled(ControlRows.GONE + "site = 'x'" + ControlRows.UNREACHED)))
                .containsAnyOf("INDEX device_gone", "INDEX device_commanded")
                .contains("attempt_counting")
                .doesNotContain("SCAN");
    }

    private static String filled(String query) {
        return query.replace("commander = ?", "commander = 'x'").replace("?", "5");
    }

    private String plan(String query) throws Exception {
        StringBuilder plan = new StringBuilder();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                var rows =
                        connection.createStatement().executeQuery("explain query plan " + query)) {
            while (rows.next()) plan.append(rows.getString("detail")).append('\n');
        }
        return plan.toString();
    }
}
