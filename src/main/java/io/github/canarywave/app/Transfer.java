package io.github.canarywave.app;

/**
 * How the image of an attempt went out.
 *
 * @param answers that brought bytes of it, or were to
 * @param resumed of these, those that began behind its first byte
 * @param cut of these, those that broke off
 * @param bytes in all of them
 * @param fromStart whether the first byte was among them: otherwise this process did not see all
 */
record Transfer(int answers, int resumed, int cut, long bytes, boolean fromStart) {
    static final Transfer NONE = new Transfer(0, 0, 0, 0, false);

    Transfer with(DownloadDesk.Sent sent) {
        return new Transfer(
                answers + 1,
                resumed + (sent.from() > 0 ? 1 : 0),
                cut + (sent.whole() ? 0 : 1),
                bytes + sent.bytes(),
                fromStart || sent.from() == 0);
    }

    /** In words, such as {@code 1360096 bytes in 3 answers, 2 resumed, 1 cut}. */
    String words() {
        return (fromStart ? "" : "at least ")
                + bytes
                + " bytes in "
                + answers
                + (answers == 1 ? " answer" : " answers")
                + (resumed > 0 ? ", " + resumed + " resumed" : "")
                + (cut > 0 ? ", " + cut + " cut" : "");
    }
}
