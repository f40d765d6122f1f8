package io.github.canarywave.domain.image;

import java.util.List;

/** What came of reading a file as an image. */
public sealed interface ImageReading {
    /** The file is a whole image. */
    record Whole(Firmware image) implements ImageReading {}

    /**
     * The file is none, or not whole.
     *
     * @param problems all that were found, at least one
     */
    record Damaged(List<ImageProblem> problems) implements ImageReading {
        public Damaged {
            problems = List.copyOf(problems);
            if (problems.isEmpty())
                throw new IllegalArgumentException("a damaged image has at least one problem");
        }
    }
}
