package io.github.canarywave.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One run of somebody else's program: curl, openssl, mosquitto.
 *
 * @param exit its exit code
 * @param output what it printed, errors included
 */
record Tool(int exit, String output) {
    private static final long LIMIT_SECONDS = 60;

    static Tool run(Path folder, Object... command) {
        List<String> words = new ArrayList<>();
        for (Object word : command) words.add(word.toString());
        try {
            Process process =
                    new ProcessBuilder(words)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .start();
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                throw new AssertionError(words + " does not end");
            return new Tool(process.exitValue(), output);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + words + "; ./check installs it", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
