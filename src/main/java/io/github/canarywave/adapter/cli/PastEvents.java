package io.github.canarywave.adapter.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.TreeMap;

/** What happened to a campaign, each thing once however often it is told. For one reader. */
final class PastEvents {
    /** As many as a status has. */
    private static final int KEPT = 50;

    private final TreeMap<Long, Tree> byPlace = new TreeMap<>();

    void add(Tree event) {
        byPlace.put(event.number("id"), event);
        if (byPlace.size() > KEPT) byPlace.pollFirstEntry();
    }

    /** The state with its events, newest first, as the server answers it to who asks once. */
    Tree in(Tree state) {
        if (byPlace.isEmpty() || !(state.node().deepCopy() instanceof ObjectNode whole))
            return state;
        ArrayNode events = whole.putArray("events");
        byPlace.descendingMap().values().forEach(event -> events.add(event.node()));
        return new Tree(whole);
    }
}
