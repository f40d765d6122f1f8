package io.github.canarywave.adapter.http.operators;

import io.github.canarywave.app.Told;
import io.vertx.core.buffer.Buffer;

/** What is told, as it goes out to every listener (server-sent events). Pure. */
final class Frames {
    private Frames() {}

    static Buffer of(Told told) {
        return switch (told) {
            case Told.History history ->
                    frame(told, "history", LiveJson.history(history).toString());
            case Told.State(var status) -> frame(told, "state", StateText.of(status));
            case Told.Happened(var line) -> frame(told, "event", LiveJson.event(line).toString());
            case Told.Mapped(var map) -> frame(told, "map", LiveJson.map(map).toString());
            case Told.Grown(var point) -> frame(told, "point", LiveJson.point(point).toString());
            case Told.Whole(var overview, _) ->
                    frame(told, "overview", LiveJson.overview(overview).toString());
        };
    }

    private static Buffer frame(Told told, String event, String data) {
        StringBuilder text = new StringBuilder(data.length() + 64);
        told.place().ifPresent(place -> text.append("id: ").append(place).append('\n'));
        return Buffer.buffer(
                text.append("event: ")
                        .append(event)
                        .append("\ndata: ")
                        .append(data)
                        .append("\n\n")
                        .toString());
    }
}
