package io.github.canarywave.adapter.http.devices;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.adapter.http.tls.Secured;
import io.github.canarywave.app.DownloadDesk.Holder;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.DeviceId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Optional;
import java.util.regex.Pattern;

/** What is written down of a request, whatever was in it. */
class AccessLineTest {
    private static final Pattern SHAPE =
            Pattern.compile("request over( [a-z_]+=[^\\s\"'`\\\\]{1,67}){16}");

    private static AccessLine line(String method, String protocol, String range, String remote) {
        return new AccessLine(
                Optional.of(new Holder(new DeviceId("th-1"), new CampaignName("meter-2.1"), 2)),
                method,
                protocol,
                206,
                Kind.PART,
                Optional.empty(),
                Optional.of(range),
                938_208,
                8_123,
                Ended.WHOLE,
                Optional.of(new Secured("TLSv1.2", true, true)),
                remote);
    }

    @Test
    void aLineHasFixedWordsAndThenKeysWithUnits() {
        assertThat(line("GET", "HTTP/1.1", "bytes=421888-", "10.0.0.7:51034").text())
                .matches(SHAPE)
                .isEqualTo(
                        "request over device=th-1 campaign=meter-2.1 attempt=2 method=GET"
                                + " protocol=HTTP/1.1 status=206 kind=part refused=-"
                                + " range=bytes=421888- bytes_sent=938208 duration_ms=8123"
                                + " ended=whole tls=TLSv1.2 records=small session=resumed"
                                + " remote=10.0.0.7:51034");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "x\r\nrequest over device=th-2",
                "x\nstatus=200",
                "x\u2028y",
                "\"",
                "' status=500 '",
                "\\",
                "`id`",
                "\t\u0000\u001b[31m",
                "\u007f\u0085é漢",
                "${jndi:ldap://x}",
                "{}"
            })
    void nobodyWritesALineOrAKeyOfTheirOwn(String evil) {
        for (String text :
                new String[] {
                    line(evil, "HTTP/1.1", "bytes=0-", "a:1").text(),
                    line("GET", evil, "bytes=0-", "a:1").text(),
                    line("GET", "HTTP/1.1", evil, "a:1").text(),
                    line("GET", "HTTP/1.1", "bytes=0-", evil).text()
                }) assertThat(text).matches(SHAPE).containsOnlyOnce("status=206");
    }

    @Test
    void longValuesAreCut() {
        String text =
                line("GET", "H".repeat(9_999), "bytes=" + "1".repeat(9_999), "a".repeat(9_999))
                        .text();
        assertThat(text).matches(SHAPE).hasSizeLessThan(500).contains("range=bytes=1111");
    }

    private static String line(String method, String protocol, String range) {
        return line(method, protocol, range, "a:1").text();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=0-99,200-|bytes=0-99,200-",
                "bytes=0-99, 200-|bytes=0-99,200-",
                "bytes=-5|bytes=-5",
                "AQEAAAAAAAAAB2hmYWFhYWFhYWFhYWFhYWFhYWFh|other",
                "bytes=AQEAAAAA|other",
                "lines=0-5|other"
            })
    void aRangeIsWrittenOnlyWhenItIsOne(String header, String written) {
        assertThat(line("GET", "HTTP/1.1", header)).contains(" range=" + written + " ");
    }

    @Test
    void whatIsNotKnownIsADash() {
        AccessLine bare =
                new AccessLine(
                        Optional.empty(),
                        "AQEAAAAAAAAAB2hmYWFhYWFhYWFhYWFhYWFhYWFh",
                        "HTTP/1.0",
                        404,
                        Kind.NONE,
                        Optional.of(Refused.UNKNOWN),
                        Optional.empty(),
                        0,
                        0,
                        Ended.WHOLE,
                        Optional.empty(),
                        "a:1");
        assertThat(bare.text())
                .matches(SHAPE)
                .contains("device=- campaign=- attempt=- method=other")
                .contains("refused=unknown range=- ")
                .contains("tls=none records=- session=-");
    }
}
