package io.github.canarywave.adapter.http.operators;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.canarywave.app.DeviceCursor;
import io.github.canarywave.app.DeviceFilter;
import io.github.canarywave.app.DeviceSort;
import io.github.canarywave.app.FleetViews;
import io.github.canarywave.app.FleetViews.Line;
import io.github.canarywave.app.FleetViews.Page;
import io.github.canarywave.app.Operations.Outcome;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** All devices that fit, page after page, as a file. Confined to one thread. */
final class DeviceExport implements Iterator<String> {
    private static final int PAGE = 1000;

    private static final List<String> COLUMNS =
            List.of(
                    "id",
                    "model",
                    "version",
                    "online",
                    "lastHeard",
                    "held",
                    "campaign",
                    "wave",
                    "state",
                    "code",
                    "attempt",
                    "since");

    /** What a file looks like. */
    enum Format {
        CSV("text/csv; charset=utf-8"),
        NDJSON("application/x-ndjson");

        private final String type;

        Format(String type) {
            this.type = type;
        }

        private String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        static Optional<Format> of(String word) {
            return Arrays.stream(values()).filter(f -> f.word().equals(word)).findFirst();
        }
    }

    private final FleetViews views;
    private final DeviceFilter filter;
    private final Format format;
    private Optional<DeviceCursor> after = Optional.empty();
    private boolean first = true;

    DeviceExport(FleetViews views, DeviceFilter filter, Format format) {
        this.views = views;
        this.filter = filter;
        this.format = format;
    }

    Answer answer() {
        return new Answer.Parts(format.type, "devices." + format.word(), this);
    }

    @Override
    public boolean hasNext() {
        return first || after.isPresent();
    }

    @Override
    public String next() {
        if (!hasNext()) throw new NoSuchElementException();
        if (!(views.search(filter, DeviceSort.BY_ID, after, PAGE)
                instanceof Outcome.Done<Page>(var page)))
            throw new IllegalStateException("what could be read before can be read on");
        StringBuilder text = new StringBuilder();
        if (first && format == Format.CSV) text.append(String.join(",", COLUMNS)).append("\r\n");
        page.lines().forEach(line -> text.append(line(line)));
        first = false;
        after = page.next();
        return text.toString();
    }

    private String line(Line line) {
        ObjectNode json = FleetJson.line(line);
        if (format == Format.NDJSON) return json + "\n";
        return String.join(",", COLUMNS.stream().map(name -> cell(json.path(name))).toList())
                + "\r\n";
    }

    /** RFC 4180; a leading apostrophe keeps a spreadsheet from running what a person wrote. */
    private static String cell(JsonNode value) {
        String text = value.asText("");
        if (!text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 && value.isTextual())
            text = "'" + text;
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }
}
