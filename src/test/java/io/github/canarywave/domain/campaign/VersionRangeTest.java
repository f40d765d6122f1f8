package io.github.canarywave.domain.campaign;

import static io.github.canarywave.domain.campaign.VersionRule.Match.INCOMPARABLE;
import static io.github.canarywave.domain.campaign.VersionRule.Match.NO;
import static io.github.canarywave.domain.campaign.VersionRule.Match.UNKNOWN;
import static io.github.canarywave.domain.campaign.VersionRule.Match.YES;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.canarywave.domain.campaign.VersionRule.Match;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.fleet.VersionNumber;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

class VersionRangeTest {
    /** Each comes before the next: the example of Semantic Versioning 2.0.0, 11.4, and more. */
    private static final List<String> RISING =
            List.of(
                    "0.9",
                    "1.0.0-alpha",
                    "1.0.0-alpha.1",
                    "1.0.0-alpha.beta",
                    "1.0.0-beta",
                    "1.0.0-beta.2",
                    "1.0.0-beta.11",
                    "1.0.0-rc.1",
                    "1.0.0",
                    "1.0.0.1",
                    "1.2",
                    "1.10.0",
                    "2.0.0",
                    "2.0.18446744073709551616");

    @Test
    void semanticVersionsHaveTheOrderOfTheirSpecification() {
        for (int i = 0; i < RISING.size(); i++)
            for (int j = 0; j < RISING.size(); j++)
                assertThat(Integer.signum(number(RISING.get(i)).orderTo(number(RISING.get(j)))))
                        .as("%s to %s", RISING.get(i), RISING.get(j))
                        .isEqualTo(Integer.compare(i, j));
        assertThat(number("v1.2").orderTo(number("1.2.0+build.7"))).isZero();
        assertThat(number("9").orderTo(number("10"))).isNegative();
    }

    private static VersionNumber number(String text) {
        return VersionNumber.of(new Version(text)).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        ">=2.0.0 <2.4.1, 2.0.0, YES",
        ">=2.0.0 <2.4.1, 2.4.1-rc.1, YES",
        ">=2.0.0 <2.4.1, 2.4.1, NO",
        ">=2.0.0 <2.4.1, 1.9.9, NO",
        ">=2.0.0 <2.4.1, 2.1, YES",
        ">2.0.0 <=2.4.1, 2.0.0, NO",
        ">2.0.0 <=2.4.1, 2.4.1+exp.sha, YES",
        "=2.4.1, v2.4.1, YES",
        "<100, 99, YES",
        "<100, 100, NO",
        "<100, 1.0.0, INCOMPARABLE",
        "<2.0.0, 7, INCOMPARABLE",
        "<2.0.0, fix-7, INCOMPARABLE",
        "<2.0.0, 1.0.0-3-gabc1234, INCOMPARABLE",
        "<2.0.0, 1.0.0-, INCOMPARABLE",
        "<2.0.0, 1.0.0-a..b, INCOMPARABLE",
        "<2.0.0, 1.0.0.0.0, INCOMPARABLE",
        "<100, 99-rc.1, INCOMPARABLE",
    })
    void aRangeHoldsAVersionOrNotOrItHasNoPlaceInIt(String range, String version, Match said) {
        assertThat(VersionRange.parse(range).of(new Version(version))).isEqualTo(said);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2.0.0",
                ">=2.0.0, <3.0.0",
                ">= 2.0.0",
                ">=2.0.0 <fix",
                ">=2 <3.0.0",
                "~2.0.0",
                ">",
                "",
                ">=1 >=1 >=1 >=1 >=1 >=1 >=1 >=1 >=1",
                ">=2.0.0-1-gabcdef"
            })
    void whatIsNoRangeIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> VersionRange.parse(text));
    }

    @Test
    void aRangeIsWrittenAsItWasRead() {
        Random random = new Random(11);
        for (int i = 0; i < 1_000; i++) {
            String text =
                    List.of(">", ">=", "=").get(random.nextInt(3))
                            + random.nextInt(9)
                            + "."
                            + random.nextInt(9)
                            + " <"
                            + random.nextInt(99)
                            + ".1-rc."
                            + random.nextInt(3);
            VersionRange range = VersionRange.parse(text);
            assertThat(range).hasToString(text);
            assertThat(VersionRange.parse(range.toString())).isEqualTo(range);
        }
    }

    @Test
    void aListNamesOpaqueVersionsLetterByLetter() {
        VersionRule rule = new VersionRule.OneOf(Set.of(new Version("fix-7"), new Version("1.0")));
        assertThat(rule.of(Optional.of(new Version("fix-7")))).isEqualTo(YES);
        assertThat(rule.of(Optional.of(new Version("1.0.0")))).isEqualTo(NO);
        assertThat(rule.of(Optional.empty())).isEqualTo(UNKNOWN);
        VersionRule range = new VersionRule.Within(VersionRange.parse("<2.0.0"));
        assertThat(range.of(Optional.empty())).isEqualTo(UNKNOWN);
        assertThat(range.of(Optional.of(new Version("nightly")))).isEqualTo(INCOMPARABLE);
        assertThat(VersionRule.ANY.of(Optional.empty())).isEqualTo(YES);
    }
}
