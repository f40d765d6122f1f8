package io.github.canarywave;

import io.github.canarywave.app.CampaignReader;
import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.wire.CampaignFile;
import io.github.canarywave.wire.CampaignReading;
import io.github.canarywave.wire.Problem;

import java.util.List;

/** Reads campaign files for the app and the store. */
final class CampaignTexts implements CampaignReader {
    @Override
    public Reading read(String fileName, String text) {
        return switch (CampaignFile.read(fileName, text)) {
            case CampaignReading.Problems problems ->
                    new Reading.Wrong(
                            problems.problems().stream().map(CampaignTexts::line).toList());
            case CampaignReading.Parsed(var campaigns, _) ->
                    campaigns.size() == 1
                            ? new Reading.Read(campaigns.getFirst())
                            : new Reading.Wrong(
                                    List.of(
                                            fileName
                                                    + ": "
                                                    + campaigns.size()
                                                    + " campaigns in one file; apply them one at a time"));
        };
    }

    /** The source and the carets are for people who have the file before them. */
    private static String line(Problem problem) {
        return "%s:%d:%d: %s%s [%s]"
                .formatted(
                        problem.file(),
                        problem.line(),
                        problem.column(),
                        problem.message(),
                        problem.suggestion().map(s -> "; " + s).orElse(""),
                        problem.code().word());
    }

    /** A file that was applied before, read back from the store. */
    static Campaign stored(String text) {
        return switch (new CampaignTexts().read("stored campaign", text)) {
            case Reading.Read(var campaign) -> campaign;
            case Reading.Wrong(var problems) ->
                    throw new IllegalStateException(
                            "a stored campaign cannot be read: " + problems);
        };
    }
}
