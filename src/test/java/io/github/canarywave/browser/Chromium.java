package io.github.canarywave.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The Chromium of this machine, driven by tests. It collects what pages complain of. Confined to
 * the thread that made it.
 */
public final class Chromium implements AutoCloseable {
    /** Looked at by people after a change of the pages. */
    private static final Path SCREENS = Path.of("target/screens");

    /** What WCAG 2.2 asks for at levels A and AA. */
    private static final String RULES =
            "['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']";

    /** A busy machine with two cores. */
    private static final double LIMIT_MILLIS = 60_000;

    /** Errors of the console and of scripts, policy violations among them. */
    public final List<String> complaints = new CopyOnWriteArrayList<>();

    private final Playwright playwright;
    private final Browser browser;
    private final String axe = resource("/axe/axe.min.js");

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /** Starts the one on the PATH; nothing is downloaded. */
    public static Chromium start() {
        Playwright playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(executable())
                                        .setTimeout(LIMIT_MILLIS)
                                        .setArgs(List.of("--no-sandbox")));
        return new Chromium(playwright, browser);
    }

    private static Path executable() {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, "chromium"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "no chromium on PATH; ./check installs it"));
    }

    /** A person at a screen of this size. */
    public BrowserContext visitor(ColorScheme theme, int width, int height) {
        BrowserContext context =
                browser.newContext(
                        new Browser.NewContextOptions()
                                .setIgnoreHTTPSErrors(true)
                                .setColorScheme(theme)
                                .setReducedMotion(ReducedMotion.REDUCE)
                                .setViewportSize(width, height));
        context.setDefaultTimeout(LIMIT_MILLIS);
        context.onPage(this::listen);
        return context;
    }

    private void listen(Page page) {
        page.onPageError(error -> complaints.add(page.url() + ": " + error));
        page.onConsoleMessage(
                message -> {
                    if (message.type().equals("error"))
                        complaints.add(page.url() + ": " + message.text());
                });
    }

    /** What axe finds against the page, one line each. */
    public List<String> barriers(Page page) {
        page.evaluate(axe + ";0");
        Object found =
                page.evaluate(
                        "() => axe.run(document, {runOnly: "
                                + RULES
                                + "}).then(r => r.violations.map(v => v.id + ': '"
                                + " + v.nodes.map(n => n.target + ' ' + n.failureSummary)"
                                + ".join(' | ')))");
        return ((List<?>) found).stream().map(String::valueOf).toList();
    }

    /** Whether the page is wider than its window: {@code width of window}. */
    public static String width(Page page) {
        return String.valueOf(
                page.evaluate("document.documentElement.scrollWidth + ' of ' + innerWidth"));
    }

    /** A picture of the whole page in {@code target/screens}. */
    public static void picture(Page page, String name) {
        page.screenshot(
                new Page.ScreenshotOptions()
                        .setFullPage(true)
                        .setPath(SCREENS.resolve(name + ".png")));
    }

    private static String resource(String path) {
        try (InputStream in = Chromium.class.getResourceAsStream(path)) {
            if (in == null) throw new IllegalStateException("no resource " + path);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
