package io.github.canarywave.domain.image;

/**
 * One reason why a file is refused as an image.
 *
 * @param code short and stable, kebab-case
 * @param message what is wrong, with the value seen
 * @param offset where in the file, bytes from its start
 * @param rule what holds for images
 * @param remedy what to do
 */
public record ImageProblem(String code, String message, long offset, String rule, String remedy) {
    /** All of it in one line for people. */
    public String text() {
        return code
                + ": "
                + message
                + " (at offset 0x"
                + Long.toHexString(offset)
                + "); rule: "
                + rule
                + ". "
                + remedy;
    }
}
