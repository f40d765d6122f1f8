package io.github.canarywave.adapter.crypto;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One run of the openssl command: somebody else's opinion on our keys, signatures, certificates.
 *
 * @param exitCode 0 when openssl agreed
 * @param output what it printed, errors included
 */
record OpenSsl(int exitCode, String output) {
    static OpenSsl run(Object... arguments) {
        List<String> command = new ArrayList<>(List.of("openssl"));
        for (Object argument : arguments) command.add(argument.toString());
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new OpenSsl(process.waitFor(), output);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("cannot run " + command, e);
        }
    }
}
