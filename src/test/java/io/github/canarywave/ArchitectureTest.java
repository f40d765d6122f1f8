package io.github.canarywave;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

import org.junit.jupiter.api.Test;

import java.io.File;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Holds the walls between packages. */
class ArchitectureTest {
    private static final String ROOT = "io.github.canarywave";
    private static final JavaClasses CODE =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages(ROOT);

    @Test
    void domainKnowsOnlyItself() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + ".domain..")
                        .should()
                        .dependOnClassesThat()
                        .resideOutsideOfPackages(
                                ROOT + ".domain..",
                                "java..",
                                "javax.crypto..",
                                "org.jspecify.annotations.."));
    }

    @Test
    void domainAsksNobodyForTimeOrChanceAndTouchesNothingOutside() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + ".domain..")
                        .should()
                        .callMethod(Instant.class, "now")
                        .orShould()
                        .callMethod(LocalDate.class, "now")
                        .orShould()
                        .callMethod(LocalDateTime.class, "now")
                        .orShould()
                        .callMethod(ZonedDateTime.class, "now")
                        .orShould()
                        .callMethod(System.class, "nanoTime")
                        .orShould()
                        .callMethod(System.class, "currentTimeMillis")
                        .orShould()
                        .callMethod(UUID.class, "randomUUID")
                        .orShould()
                        .callMethod(Math.class, "random")
                        .orShould()
                        .dependOnClassesThat()
                        .areAssignableTo(Clock.class)
                        .orShould()
                        .dependOnClassesThat()
                        .areAssignableTo(Random.class)
                        .orShould()
                        .dependOnClassesThat()
                        .areAssignableTo(ThreadLocalRandom.class)
                        .orShould()
                        .dependOnClassesThat()
                        .areAssignableTo(Thread.class)
                        .orShould()
                        .dependOnClassesThat()
                        .areAssignableTo(File.class)
                        .orShould()
                        .dependOnClassesThat()
                        .resideInAnyPackage("java.nio.file..", "java.net..", "java.sql.."));
    }

    @Test
    void wireAndAppSitOnTheDomainAndDoNotKnowEachOther() {
        String[] outside = {ROOT + ".adapter..", ROOT + ".sim..", ROOT};
        check(
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + ".wire..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(with(outside, ROOT + ".app..")));
        check(
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + ".app..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(with(outside, ROOT + ".wire..")));
    }

    @Test
    void adaptersDoNotKnowEachOther() {
        SlicesRuleDefinition.slices()
                .matching(ROOT + ".adapter.(*)..")
                .should()
                .notDependOnEachOther()
                .allowEmptyShould(true)
                .check(CODE);
        check(
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + ".adapter..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(ROOT + ".sim..", ROOT));
    }

    @Test
    void simulatedDevicesKnowOnlyTheProtocolPage() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + ".sim..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                ROOT + ".wire..",
                                ROOT + ".app..",
                                ROOT + ".adapter..",
                                ROOT + ".domain.campaign..",
                                ROOT + ".domain.fleet..",
                                ROOT + ".domain.rollout..",
                                ROOT));
    }

    /** What is packed into the jar for a HiveMQ CE that stands alone: pom.xml lists the same. */
    @Test
    void theExtensionOfABrokerNeedsNothingThatIsNotInItsJar() {
        String room = ROOT + ".adapter.broker.extension";
        String packed = "(wire\\.(Topics(\\$.+)?|OwnIds)|domain\\.fleet\\.(DeviceId|Shape))";
        DescribedPredicate<JavaClass> inTheJar =
                resideInAPackage(room).or(nameMatching(".*\\." + packed));
        DescribedPredicate<HasName> primitives = nameMatching("\\[+[A-Z]");
        DescribedPredicate<JavaClass> there =
                inTheJar.or(primitives)
                        .or(
                                resideInAnyPackage(
                                        "java..",
                                        "javax.security.auth.x500",
                                        "org.slf4j",
                                        "org.jspecify.annotations",
                                        "com.hivemq.extension.sdk.api.."));
        classes().that(inTheJar).should().onlyDependOnClassesThat(there).check(CODE);
    }

    @Test
    void eachLibraryHasItsRoom() {
        fence("com.hivemq.client..", ".adapter.mqtt..", ".sim..");
        fence("com.hivemq.embedded..", ".adapter.broker..");
        fence("com.hivemq.extension..", ".adapter.broker..");
        fence("io.vertx..", ".adapter.http..", ".adapter.ui..", "");
        fence("io.netty..", ".adapter.http..", ".adapter.mqtt..", ".sim..");
        fence("org.bouncycastle..", ".adapter.crypto..");
        fence("com.fasterxml.jackson..", ".wire..", ".adapter.http..", ".adapter.cli..", ".sim..");
        fence("org.yaml..", ".wire..");
        fence("java.sql..", ".adapter.store..");
        fence("org.sqlite..", ".adapter.store..");
        fence("org.flywaydb..", ".adapter.store..");
        fence("ch.qos.logback..", ".adapter.log..");
        fence("picocli..", ".adapter.cli..", "");
    }

    private static void fence(String library, String... rooms) {
        String[] packages = new String[rooms.length];
        for (int i = 0; i < rooms.length; i++) packages[i] = ROOT + rooms[i];
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(packages)
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(library));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CODE);
    }

    private static String[] with(String[] some, String more) {
        String[] all = java.util.Arrays.copyOf(some, some.length + 1);
        all[some.length] = more;
        return all;
    }
}
