package io.github.canarywave.adapter.http.operators;

import io.github.canarywave.app.AuditFilter;
import io.github.canarywave.app.AuditLine;
import io.github.canarywave.app.People;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.function.BooleanSupplier;

/**
 * The audit as a file, newest first, a page of the store at a time. Made on one virtual thread
 * after the other.
 */
final class AuditExport implements Iterator<String> {
    private static final int PAGE = 1000;
    private static final String COLUMNS = "number,at,who,what,object,why\r\n";

    /** What a spreadsheet would take for a formula. */
    private static final String FORMULA = "=+-@\t\r";

    private final People people;
    private final AuditFilter filter;
    private final Form form;
    private final BooleanSupplier allowed;
    private boolean begun;
    private boolean ended;
    private long before;

    /** The forms of the file. */
    enum Form {
        CSV("text/csv; charset=utf-8"),
        NDJSON("application/x-ndjson");

        private final String type;

        Form(String type) {
            this.type = type;
        }

        String type() {
            return type;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Form of(String word) {
            for (Form form : values()) if (form.word().equals(word)) return form;
            throw new IllegalArgumentException("format is csv or ndjson, got \"" + word + "\"");
        }
    }

    /**
     * @param before lines with a lower number than this
     * @param allowed asked before each page: a revoked token reads nothing more
     */
    AuditExport(
            People people, AuditFilter filter, Form form, long before, BooleanSupplier allowed) {
        this.people = people;
        this.filter = filter;
        this.form = form;
        this.before = before;
        this.allowed = allowed;
    }

    @Override
    public boolean hasNext() {
        return !ended;
    }

    @Override
    public String next() {
        if (ended) throw new NoSuchElementException("the audit has been told");
        if (!allowed.getAsBoolean()) throw new IllegalStateException("the token counts no more");
        List<AuditLine> page = people.audit(filter, before, PAGE);
        ended = page.size() < PAGE;
        if (!page.isEmpty()) before = page.getLast().number();
        StringBuilder text = new StringBuilder(begun || form != Form.CSV ? "" : COLUMNS);
        begun = true;
        page.forEach(line -> text.append(row(line)));
        return text.toString();
    }

    private String row(AuditLine line) {
        return form == Form.NDJSON ? PeopleCalls.json(line) + "\n" : csv(line);
    }

    private static String csv(AuditLine line) {
        return line.number()
                + ","
                + line.at()
                + ","
                + cell(line.who())
                + ","
                + cell(line.what())
                + ","
                + cell(line.object())
                + ","
                + cell(line.why())
                + "\r\n";
    }

    /** RFC 4180; a text that a spreadsheet would run gets a quote before it. */
    static String cell(String text) {
        boolean formula = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
        return '"' + (formula ? "'" : "") + text.replace("\"", "\"\"") + '"';
    }
}
