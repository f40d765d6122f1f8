package io.github.canarywave.wire;

import io.github.canarywave.domain.campaign.Campaign;

import java.util.List;

/** What became of a campaign file: its campaigns, or everything that is wrong with it. */
public sealed interface CampaignReading {
    /**
     * A file without a fault.
     *
     * @param campaigns at least one, in the order of the file
     * @param notes what is allowed but deserves a second look, sentences for the plan
     */
    record Parsed(List<Campaign> campaigns, List<String> notes) implements CampaignReading {
        public Parsed {
            campaigns = List.copyOf(campaigns);
            notes = List.copyOf(notes);
        }
    }

    /**
     * A file that is not obeyed at all.
     *
     * @param problems at least one, in the order of the file
     */
    record Problems(List<Problem> problems) implements CampaignReading {
        public Problems {
            problems = List.copyOf(problems);
        }

        /** All problems for people, and how to learn more. */
        public String render() {
            StringBuilder text = new StringBuilder();
            problems.forEach(problem -> text.append(problem.render()));
            String explain = "canarywave explain " + problems.getFirst().code().word();
            String sum =
                    problems.size() == 1
                            ? "1 error. Explain it: "
                            : problems.size() + " errors. Explain one: ";
            return text.append(sum).append(explain).append('\n').toString();
        }
    }
}
