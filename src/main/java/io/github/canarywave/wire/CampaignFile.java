package io.github.canarywave.wire;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.CampaignName;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads campaign files: YAML, one campaign in each document. Safe from any thread. */
public final class CampaignFile {
    /** A list of 10 000 devices fits; parsing more would only cost memory. */
    public static final int MAX_BYTES = 256 * 1024;

    /** The format has 6 levels. */
    private static final int DEPTH_MAX = 20;

    /** An alias may repeat a list of gates; many of them only blow a file up. */
    private static final int ALIASES_MAX = 8;

    private final Findings findings;
    private final List<Campaign> campaigns = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Set<CampaignName> names = new HashSet<>();

    private CampaignFile(Findings findings) {
        this.findings = findings;
    }

    /**
     * Reads a file as it lies on disk.
     *
     * @param fileName as messages shall show it
     */
    public static CampaignReading read(String fileName, byte[] content) {
        if (content.length > MAX_BYTES) return tooLarge(fileName, content.length + " bytes");
        CharBuffer text = CharBuffer.allocate(content.length);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CoderResult end = decoder.decode(ByteBuffer.wrap(content), text, true);
        text.flip();
        return end.isError() ? notUtf8(fileName, text.toString()) : read(fileName, text.toString());
    }

    private static CampaignReading tooLarge(String fileName, String size) {
        Findings findings = new Findings(fileName, "");
        findings.add(
                0,
                0,
                1,
                new Fault(
                        ProblemCode.FILE_TOO_LARGE,
                        "the file has " + size + ", at most " + MAX_BYTES));
        return new CampaignReading.Problems(findings.sorted());
    }

    private static CampaignReading notUtf8(String fileName, String readable) {
        Findings findings = new Findings(fileName, readable);
        findings.addAtEnd(
                new Fault(
                        ProblemCode.NOT_UTF8,
                        "the byte behind this place is not UTF-8",
                        "save the file as UTF-8"));
        return new CampaignReading.Problems(findings.sorted());
    }

    /**
     * Reads the text of a file.
     *
     * @param fileName as messages shall show it
     * @return its campaigns, or all problems at once
     */
    public static CampaignReading read(String fileName, String text) {
        if (text.length() > MAX_BYTES) return tooLarge(fileName, text.length() + " characters");
        String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
        CampaignFile file = new CampaignFile(new Findings(fileName, content));
        file.readText(content);
        return file.findings.isEmpty()
                ? new CampaignReading.Parsed(file.campaigns, file.notes)
                : new CampaignReading.Problems(file.findings.sorted());
    }

    private void readText(String text) {
        List<Node> documents = compose(text);
        if (documents.isEmpty() && findings.isEmpty())
            findings.add(0, 0, 1, new Fault(ProblemCode.FILE_EMPTY, "the file holds no campaign"));
        documents.forEach(this::readDocument);
    }

    private void readDocument(Node document) {
        if (document instanceof ScalarNode && document.getTag().equals(Tag.NULL)) {
            findings.add(document, new Fault(ProblemCode.FILE_EMPTY, "this document is empty"));
            return;
        }
        Draft draft = new Draft(findings);
        CampaignReader.read(document, draft)
                .ifPresent(
                        campaign -> {
                            campaigns.add(campaign);
                            notes.addAll(draft.notes());
                            checkUnique(document, campaign.name());
                        });
    }

    private void checkUnique(Node document, CampaignName name) {
        if (!names.add(name))
            findings.add(
                    document,
                    new Fault(
                            ProblemCode.DUPLICATE_NAME,
                            "two campaigns of this file are named '" + name + "'"));
    }

    /** The documents up to the first that is no YAML. */
    private List<Node> compose(String text) {
        List<Node> documents = new ArrayList<>();
        try {
            new Yaml(options()).composeAll(new StringReader(text)).forEach(documents::add);
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
            if (mark == null) findings.addAtEnd(syntax(String.valueOf(e.getProblem())));
            else findings.add(mark.getLine(), mark.getColumn(), 1, syntax(e.getProblem()));
        } catch (ReaderException e) {
            findings.addAt(e.getPosition(), unprintable(e.getCodePoint()));
        } catch (YAMLException e) {
            findings.addAtEnd(syntax(String.valueOf(e.getMessage())));
        }
        return documents;
    }

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(DEPTH_MAX);
        options.setMaxAliasesForCollections(ALIASES_MAX);
        options.setCodePointLimit(MAX_BYTES);
        return options;
    }

    private static Fault syntax(String problem) {
        if (problem.contains("TAB"))
            return new Fault(
                    ProblemCode.YAML_SYNTAX,
                    "not YAML: a tab stands where only spaces may",
                    "indent with spaces");
        return new Fault(ProblemCode.YAML_SYNTAX, "not YAML: " + problem);
    }

    private static Fault unprintable(int codePoint) {
        return new Fault(
                ProblemCode.NOT_UTF8,
                "character U+%04X is not allowed in a text file".formatted(codePoint),
                "take it away");
    }
}
