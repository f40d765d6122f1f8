package io.github.canarywave.adapter.http.devices;

import java.util.List;

/** What of a file an answer brings. */
enum Kind {
    WHOLE("whole"),
    PART("part"),
    PARTS("parts"),
    /** Nothing: a refusal, an answer to HEAD, or one that says that nothing is new. */
    NONE("none");

    private final String word;

    Kind(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    static Kind of(FileAnswer answer) {
        List<Segment> body = answer.body();
        if (body.isEmpty()) return NONE;
        if (answer.status() == 200) return WHOLE;
        return body.size() == 1 ? PART : PARTS;
    }
}
