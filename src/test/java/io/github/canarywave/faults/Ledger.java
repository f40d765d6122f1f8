package io.github.canarywave.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What devices saw, did and said, by their own account.
 *
 * @param notes in the order of time; those of one device in the order in which they happened
 */
record Ledger(List<Note> notes) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One thing that happened to a device.
     *
     * @param atMs wall clock
     * @param command id of the command that it belongs to, empty when to none
     */
    record Note(long atMs, String device, String event, String command, String text) {
        boolean is(String what) {
            return event.equals(what);
        }

        /** One word of the text, counted from 0; empty when there are fewer. */
        String word(int at) {
            String[] words = text.split(" ", -1);
            return at < words.length ? words[at] : "";
        }

        /** The digest at the end of the text, in hexadecimal. */
        String digest() {
            int at = text.lastIndexOf("sha256 ");
            return at < 0 ? "" : text.substring(at + "sha256 ".length());
        }
    }

    Ledger {
        notes = List.copyOf(notes);
    }

    /** Reads the files of several fleets; a line torn by a kill is left out. */
    static Ledger read(List<Path> files) {
        List<Note> notes = new ArrayList<>();
        for (Path file : files) {
            try (Stream<String> lines = Files.lines(file)) {
                lines.forEach(line -> read(line, notes));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + file, e);
            }
        }
        notes.sort(Comparator.comparingLong(Note::atMs));
        return new Ledger(notes);
    }

    private static void read(String line, List<Note> into) {
        try {
            JsonNode json = JSON.readTree(line);
            into.add(
                    new Note(
                            json.path("at_ms").longValue(),
                            json.path("device").asText(),
                            json.path("event").asText(),
                            json.path("command").asText(),
                            json.path("text").asText()));
        } catch (JsonProcessingException e) {
            // The fleet was ended while it wrote this line.
        }
    }

    /** Reports that a device said and saw no acknowledgement of, by device and name. */
    Set<String> unacknowledged() {
        Set<String> open = new HashSet<>();
        for (Note note : notes) {
            if (note.is("report")) open.add(note.device() + " " + note.word(0));
            if (note.is("ack")) open.remove(note.device() + " " + note.text());
        }
        return open;
    }

    /** All notes of this kind. */
    List<Note> all(String event) {
        return notes.stream().filter(note -> note.is(event)).toList();
    }
}
