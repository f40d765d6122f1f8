package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.Campaign;

import java.util.List;

/** Reads campaign files. */
@FunctionalInterface
public interface CampaignReader {
    /** What came of it. */
    sealed interface Reading {
        record Read(Campaign campaign) implements Reading {}

        /** Everything that is wrong, one problem a line or more, as people see it. */
        record Wrong(List<String> problems) implements Reading {}
    }

    Reading read(String fileName, String text);
}
