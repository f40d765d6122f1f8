package io.github.canarywave.adapter.cli;

import io.github.canarywave.wire.CampaignFile;
import io.github.canarywave.wire.CampaignReading;
import io.github.canarywave.wire.Problem;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A campaign file that is valid as far as it can be told without a server.
 *
 * @param name path as the person gave it
 * @param notes what deserves a second look
 */
record CampaignText(String name, String text, List<String> notes) {
    /**
     * Reads and checks all files.
     *
     * @throws Failure with every problem of every file, when there is one
     */
    static List<CampaignText> readAll(List<Path> files, Terminal terminal, Output output) {
        List<CampaignText> good = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Path file : files) {
            byte[] content = read(file);
            switch (CampaignFile.read(file.toString(), content)) {
                case CampaignReading.Parsed(_, List<String> notes) ->
                        good.add(new CampaignText(file.toString(), text(content), notes));
                case CampaignReading.Problems(List<Problem> found) -> problems.addAll(found);
            }
        }
        if (problems.isEmpty()) return good;
        throw ProblemReport.of(problems, terminal, output);
    }

    private static String text(byte[] content) {
        return new String(content, StandardCharsets.UTF_8);
    }

    /** Asks the server what applying would do. */
    Tree plan(OperatorClient client) {
        return client.postFile("/api/v1/plans?file=" + OperatorClient.part(name), text);
    }

    /**
     * Starts the campaign.
     *
     * @param digest of the plan that somebody agreed to; it is refused when that is stale
     */
    Tree apply(OperatorClient client, Optional<String> digest) {
        String agreed = digest.map(d -> "&plan=" + OperatorClient.part(d)).orElse("");
        return client.postFile(
                "/api/v1/campaigns?file=" + OperatorClient.part(name) + agreed, text);
    }

    /** At most one byte more than a campaign file may have. */
    private static byte[] read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(CampaignFile.MAX_BYTES + 1);
        } catch (NoSuchFileException _) {
            throw new Failure(Exit.USAGE, "there is no file " + file);
        } catch (IOException e) {
            throw new Failure(Exit.ERROR, "cannot read " + file + ": " + e);
        }
    }
}
