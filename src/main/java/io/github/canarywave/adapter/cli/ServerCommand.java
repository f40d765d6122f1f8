package io.github.canarywave.adapter.cli;

import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;

/** A command that asks the server and prints what it answers. */
abstract class ServerCommand implements Callable<Integer> {
    final Session session;

    @Mixin Connection connection;
    @Mixin Output output = new Output();

    ServerCommand(Session session) {
        this.session = session;
        this.connection = new Connection(session);
    }
}
