package io.github.canarywave.adapter.http.operators;

import io.github.canarywave.app.Operations.Watching;
import io.github.canarywave.app.Person;
import io.github.canarywave.app.Telling;
import io.github.canarywave.app.Visitor;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/** What to do with a request whose sender may come in. */
sealed interface Call {
    /** Answers from the names in the path and the query. Runs on a virtual thread. */
    record Read(Work<Asked> work) implements Call {}

    /** Takes a text of one of these types. Runs on a virtual thread. */
    record Send(Set<String> types, Work<Text> work) implements Call {}

    /** Takes a file. Runs on a virtual thread when the file is there. */
    record Upload(Work<File> work) implements Call {}

    /** Streams what is told; opened on a virtual thread. */
    record Watch(Opening opening) implements Call {}

    /** Begins to tell a listener; or says what there is not. */
    interface Opening {
        Opened of(Asked asked, OptionalLong after, Consumer<Telling> listener);
    }

    /** What came of it. */
    sealed interface Opened {
        record Begun(Watching watching) implements Opened {}

        record Nothing(Problem problem) implements Opened {}
    }

    /** Takes a JSON text of somebody who is not logged in. Runs on a virtual thread. */
    record Enter(Entrance work) implements Call {}

    /** May wait, as {@link Work}. */
    interface Entrance {
        Answer of(Came came, String text);
    }

    /** May wait; an {@link IllegalArgumentException} means that the sender broke a rule. */
    interface Work<T> {
        Answer of(T input);
    }

    /**
     * What was asked.
     *
     * @param names from the path, in its order
     * @param query the first value of each parameter
     * @param values all values of each parameter
     * @param came by which way
     */
    record Asked(
            Person by,
            List<String> names,
            Map<String, String> query,
            Map<String, List<String>> values,
            Came came) {
        String who() {
            return by.name();
        }

        String name(int index) {
            return names.get(index);
        }

        /** A parameter of the query; empty when it is missing or empty. */
        Optional<String> given(String parameter) {
            return Optional.ofNullable(query.get(parameter)).filter(text -> !text.isEmpty());
        }
    }

    /**
     * By which way a request came.
     *
     * @param server this server as the sender calls it, as https://localhost:9443
     * @param path without the query
     * @param session digest of the secret in its cookie, open or not
     * @param key of a call that may come twice and shall be done once
     */
    record Came(
            String server,
            String path,
            Visitor visitor,
            Optional<String> session,
            Optional<String> key) {}

    record Text(Asked asked, String text) {
        String who() {
            return asked.who();
        }
    }

    record File(Asked asked, Path upload) {}
}
