package io.github.canarywave.adapter.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Prints each thing that the server tells as one line of JSON with its type, for programs. */
final class MachineView implements StatusView {
    /** Rises when a line changes its meaning. */
    private static final String UI = "1.0";

    private final Terminal terminal;

    MachineView(Terminal terminal) {
        this.terminal = terminal;
        ObjectNode version = JsonNodeFactory.instance.objectNode().put("type", "version");
        version.put("ui", UI).put("schemaVersion", Output.SCHEMA_VERSION);
        terminal.print(Output.line(new Tree(version)));
    }

    @Override
    public void told(String event, Tree data) {
        ObjectNode line = JsonNodeFactory.instance.objectNode().put("type", event);
        data.node().properties().forEach(field -> line.set(field.getKey(), field.getValue()));
        terminal.print(Output.line(new Tree(line)));
        terminal.out().flush();
    }

    @Override
    public void show(Tree status) {
        // It was told.
    }

    @Override
    public void tick() {
        // nothing changed
    }

    @Override
    public void note(String line) {
        terminal.note(line);
    }

    @Override
    public void end(Tree status) {
        // It was told.
    }
}
