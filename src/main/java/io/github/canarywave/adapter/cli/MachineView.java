package io.github.canarywave.adapter.cli;

/** Prints each state as one line of JSON, for programs. */
final class MachineView implements StatusView {
    private final Terminal terminal;

    MachineView(Terminal terminal) {
        this.terminal = terminal;
        terminal.print("{\"type\":\"version\",\"schemaVersion\":" + Output.SCHEMA_VERSION + "}");
    }

    @Override
    public void show(Tree status) {
        terminal.print(Output.line(status));
        terminal.out().flush();
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
        show(status);
    }
}
