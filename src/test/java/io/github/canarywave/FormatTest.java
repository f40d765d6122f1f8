package io.github.canarywave;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds the one layout of Java files; {@code mvn test -Dtest=FormatTest -Dformat=write} rewrites.
 */
class FormatTest {
    private final Formatter formatter =
            new Formatter(JavaFormatterOptions.builder().style(Style.AOSP).build());

    @Test
    void everyJavaFileHasTheCommonLayout() throws Exception {
        boolean write = "write".equals(System.getProperty("format"));
        List<String> different = new ArrayList<>();
        for (Path file : javaFiles()) {
            String text = Files.readString(file);
            String formatted = format(text);
            if (!formatted.equals(text)) {
                if (write) Files.writeString(file, formatted);
                else different.add(file.toString());
            }
        }
        assertThat(different).as("run mvn test -Dtest=FormatTest -Dformat=write").isEmpty();
    }

    private String format(String text) throws Exception {
        String ordered = ImportOrderer.reorderImports(text, Style.AOSP);
        return formatter.formatSource(RemoveUnusedImports.removeUnusedImports(ordered));
    }

    private static List<Path> javaFiles() throws IOException {
        try (var files = Files.walk(Path.of("src"))) {
            return files.filter(f -> f.toString().endsWith(".java")).toList();
        }
    }
}
