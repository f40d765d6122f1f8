package io.github.canarywave.fuzz;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * What a fuzzer that watches the code's branches calls: the parsers of one of our mutation tests,
 * named by {@code -Dfuzz.test=CLASS#METHOD}. Needs nothing of the fuzzer.
 */
public final class FuzzTarget {
    private static List<Mutations.Fed> fed = List.of();

    private FuzzTarget() {}

    /** Called by the fuzzer once. */
    public static void fuzzerInitialize() throws Exception {
        fed = of(Objects.requireNonNull(System.getProperty("fuzz.test"), "-Dfuzz.test"));
    }

    /** Called by the fuzzer with each input. */
    public static void fuzzerTestOneInput(byte[] input) {
        for (Mutations.Fed one : fed) one.read(input.clone());
    }

    private static List<Mutations.Fed> of(String test) throws Exception {
        String[] name = test.split("#", 2);
        Class<?> type = Class.forName(name[0]);
        Constructor<?> constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        Method method = type.getDeclaredMethod(name[1]);
        method.setAccessible(true);
        List<Mutations.Fed> found = Mutations.of(() -> method.invoke(constructor.newInstance()));
        if (found.isEmpty()) throw new IllegalArgumentException(test + " feeds nothing");
        return found;
    }

    /** Writes the samples of a test into a folder: {@code CLASS#METHOD FOLDER}. */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createDirectories(Path.of(args[1]));
        int number = 0;
        for (Mutations.Fed one : of(args[0]))
            for (byte[] sample : one.samples()) write(folder.resolve("sample-" + number++), sample);
    }

    private static void write(Path file, byte[] sample) throws IOException {
        Files.write(file, sample);
    }
}
