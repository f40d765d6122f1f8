package io.github.canarywave.adapter.cli;

/** What each command is given: where to write, and the rest of the program. */
record Session(Terminal terminal, CliPorts ports) {}
