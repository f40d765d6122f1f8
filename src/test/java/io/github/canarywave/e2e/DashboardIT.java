package io.github.canarywave.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;

import io.github.canarywave.browser.Chromium;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The screens over a real server, a real broker and a fleet of which some fail. One rollout is
 * watched from its canary on, so the tests have an order.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DashboardIT {
    private static final int FLEET = 60;
    private static final String CAMPAIGN = "dashboard";
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** The canary soaks longer than the test lasts: the campaign goes on all the while. */
    private static final String FILE =
            """
            apiVersion: canarywave/v1
            kind: Campaign
            metadata: {name: dashboard}
            spec:
              release: {product: thermostat-esp32, version: "2.0.0"}
              waves:
                - {name: canary, upTo: 20, soak: 1h}
                - {name: all, upTo: 100%}
              gates:
                - {metric: failureRate, max: 90%, minSample: 10, action: halt}
              pace: {start: 600/min}
            """;

    @TempDir static Path folder;

    private static Path releaseKey;
    private static Site server;
    private static Program fleet;
    private static Chromium chromium;
    private static BrowserContext visitor;
    private static Page page;

    @BeforeAll
    static void start() throws IOException {
        releaseKey = ReleaseKey.in(folder);
        server = Site.serve(folder, 0, 0, 0, releaseKey);
        fleet =
                Program.start(
                        folder,
                        "sim",
                        "run",
                        "--devices",
                        "" + FLEET,
                        "--broker",
                        "localhost:" + server.mqttPort,
                        "--fail",
                        "2.0.0=0.25");
        fleet.awaitOutput(FLEET + " devices online");
        server.release("2.0.0");
        Site.Answer applied = server.post("/api/v1/campaigns", "text/yaml", FILE);
        assertThat(applied.status()).as(applied.toString()).isEqualTo(201);
        PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
        chromium = Chromium.start();
        visitor = chromium.visitor(ColorScheme.LIGHT, 1360, 900);
        page = visitor.newPage();
        page.navigate(server.program.awaitOutput("(https://\\S+/login/\\S+)"));
        await("the canary has ended")
                .atMost(LIMIT)
                .until(() -> server.campaign(CAMPAIGN).at("/states/Confirmed").intValue() >= 10);
    }

    @AfterAll
    static void stop() {
        if (chromium != null) chromium.close();
        if (fleet != null) fleet.close();
        if (server != null) server.close();
    }

    /** Each screen of this fleet and a text that stands on it when it is whole. */
    private static Map<String, String> screens() {
        String device = server.devices().getFirst().path("id").asText();
        return new TreeMap<>(
                Map.of(
                        "/",
                        CAMPAIGN,
                        "/campaigns/" + CAMPAIGN,
                        "Devices by state",
                        "/devices",
                        device,
                        "/devices/" + device,
                        "History",
                        "/releases",
                        "2.0.0",
                        "/plan",
                        "Campaign file"));
    }

    @Test
    @Order(1)
    void everyScreenShowsARunningCampaignInBothThemesWithoutBarriers() {
        for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(theme));
            screens()
                    .forEach(
                            (path, text) -> {
                                open(path, text);
                                String name = "real" + path.replaceAll("[/?=]+", "-");
                                Chromium.picture(
                                        page, name + "-" + theme.name().toLowerCase(Locale.ROOT));
                                assertThat(chromium.barriers(page)).as(path + theme).isEmpty();
                            });
        }
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        assertThat(chromium.complaints).isEmpty();
    }

    @Test
    @Order(2)
    void countsOfTheCampaignLeadToItsDevices() {
        open("/campaigns/" + CAMPAIGN, "Devices by state");
        page.locator("main").getByRole(AriaRole.LINK, named("Confirmed")).click();
        assertThat(page.getByRole(AriaRole.BUTTON, button("Remove filter state Confirmed")))
                .isVisible();
        int confirmed = server.campaign(CAMPAIGN).at("/states/Confirmed").intValue();
        assertThat(page.locator("main").getByText(confirmed + " devices")).isVisible();
    }

    @Test
    @Order(3)
    void haltsByKeyboardAndGoesOnByAPerson() {
        open("/campaigns/" + CAMPAIGN, "Devices by state");
        page.keyboard().press("h");
        assertThat(page.locator("[data-confirm]")).isFocused();
        long pressed = System.nanoTime();
        page.keyboard().press("Enter");
        page.getByText("Halted. ").first().waitFor();
        System.out.printf(
                "halt: %d ms from the key to its acknowledgement%n",
                (System.nanoTime() - pressed) / 1_000_000);
        assertThat(server.campaign(CAMPAIGN).path("state").asText()).isEqualTo("Halted");
        assertThat(page.locator("#alarm")).containsText(CAMPAIGN + " is halted");
        Chromium.picture(page, "real-halted-light");
        goOn();
    }

    @Test
    @Order(4)
    void haltsByMouseFromAnotherScreen() {
        open("/plan", "Campaign file");
        page.getByRole(AriaRole.BUTTON, button("HALT …")).click();
        page.locator("dialog[open] button.stop").click();
        page.getByText("Halted. ").first().waitFor();
        assertThat(server.campaign(CAMPAIGN).path("state").asText()).isEqualTo("Halted");
        open("/campaigns/" + CAMPAIGN, "Devices by state");
        goOn();
    }

    private static void goOn() {
        page.locator("[data-act-of=resume] button").click();
        page.getByLabel("Why go on?").fill("it was a drill");
        page.keyboard().press("Enter");
        assertThat(page.locator(".campaign-title .badge")).containsText("Running");
        assertThat(server.campaign(CAMPAIGN).path("state").asText()).isEqualTo("Running");
    }

    @Test
    @Order(5)
    void plansAFileAndShowsEveryProblemOfABadOne() {
        open("/plan", "Campaign file");
        page.locator("#campaign-file").fill(FILE.replace("name: dashboard", "name: next"));
        page.getByRole(AriaRole.BUTTON, button("Plan")).click();
        assertThat(page.locator("[data-plan]")).containsText("Creates campaign next");
        Chromium.picture(page, "real-planned-light");
        assertThat(chromium.barriers(page)).isEmpty();
        page.locator("#campaign-file").fill(FILE.replace("1h", "soon").replace("90%", "lots"));
        page.getByRole(AriaRole.BUTTON, button("Plan")).click();
        assertThat(page.locator("main .problem li")).hasCount(2);
    }

    @Test
    @Order(6)
    void watchesOnWithoutLoadingAgainWhenTheServerWasKilled() throws IOException {
        open("/campaigns/" + CAMPAIGN, "Devices by state");
        page.evaluate("window.mark = 1");
        int port = server.operatorPort();
        List<Integer> ports = new ArrayList<>(List.of(server.mqttPort, server.devicePort));
        server.close();
        assertThat(page.locator("#live")).containsText("reconnecting, data");
        Chromium.picture(page, "real-stale-light");
        server = Site.serve(folder, ports.get(0), ports.get(1), port, releaseKey);
        assertThat(page.locator("#live")).containsText("live");
        assertThat(page.evaluate("window.mark")).isEqualTo(1);
        assertThat(page.locator(".campaign-title .badge")).containsText("Running");
    }

    private static void open(String path, String text) {
        page.navigate("https://localhost:" + server.operatorPort() + path);
        page.locator("main").getByText(text).first().waitFor();
        assertThat(page.locator("main .skeleton")).hasCount(0);
    }

    private static Page.GetByRoleOptions button(String name) {
        return new Page.GetByRoleOptions().setName(name).setExact(true);
    }

    private static Locator.GetByRoleOptions named(String name) {
        return new Locator.GetByRoleOptions().setName(name).setExact(true);
    }
}
