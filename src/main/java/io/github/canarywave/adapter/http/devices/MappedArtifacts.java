package io.github.canarywave.adapter.http.devices;

import io.github.canarywave.app.ArtifactStore;
import io.github.canarywave.domain.image.Sha256;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Artifacts mapped into memory, so that the page cache is the only cache and nothing is copied.
 * Files must never change, which the artifact store promises. The one place here that uses Vert.x's
 * internal buffer. Safe from any thread; may wait for the disk.
 */
final class MappedArtifacts {
    /** Open at once; a mapping costs address space and no memory of its own. */
    static final int MAPPINGS = 64;

    /** Bytes that one buffer shows: it counts in {@code int}, and artifacts have up to 4 GiB. */
    static final long STRETCH = 1L << 30;

    private final ArtifactStore store;
    private final LinkedHashMap<Sha256, Mapping> mappings = new LinkedHashMap<>(16, 0.75f, true);

    MappedArtifacts(ArtifactStore store) {
        this.store = store;
    }

    /** A mapped file. Stays readable for who holds it, also after the cache has let it go. */
    static final class Mapping {
        private final List<ByteBuf> stretches;
        private final long size;
        private final Object identity;

        private Mapping(List<ByteBuf> stretches, long size, Object identity) {
            this.stretches = stretches;
            this.size = size;
            this.identity = identity;
        }

        /** Size in bytes. */
        long size() {
            return size;
        }

        /**
         * A window on the file, without a copy.
         *
         * @param length at most {@link #STRETCH}
         */
        Buffer slice(long from, long length) {
            long end = from + length;
            if (from < 0 || length < 0 || length > STRETCH || end > size)
                throw new IndexOutOfBoundsException(
                        length + " bytes from " + from + " of a file of " + size);
            int first = (int) (from / STRETCH);
            int at = (int) (from % STRETCH);
            if (at + length <= STRETCH || length == 0)
                return BufferInternal.buffer(stretches.get(first).slice(at, (int) length));
            int head = (int) (STRETCH - at);
            return BufferInternal.buffer(
                    Unpooled.wrappedBuffer(
                            stretches.get(first).slice(at, head),
                            stretches.get(first + 1).slice(0, (int) length - head)));
        }
    }

    /** The file, when it is mapped already; never waits for the disk. */
    synchronized Optional<Mapping> mapped(Sha256 file) {
        return Optional.ofNullable(mappings.get(file));
    }

    /** The file, empty when it is not there. */
    synchronized Optional<Mapping> find(Sha256 file) {
        Mapping known = mappings.get(file);
        // Asked again each time: what was found damaged is served no more, though it is mapped.
        Optional<Path> place = store.find(file);
        if (known != null
                && place.filter(path -> known.identity.equals(identity(path))).isPresent())
            return Optional.of(known);
        mappings.remove(file);
        Optional<Mapping> opened = place.map(MappedArtifacts::map);
        opened.ifPresent(mapping -> keep(file, mapping));
        return opened;
    }

    private void keep(Sha256 file, Mapping mapping) {
        mappings.put(file, mapping);
        if (mappings.size() > MAPPINGS) mappings.pollFirstEntry();
    }

    private static Mapping map(Path path) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            // An automatic arena: slices may still be on their way to a slow device when the cache
            // lets a mapping go; unmapping under them would crash the process.
            MemorySegment file =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
            List<ByteBuf> stretches = new ArrayList<>();
            for (long from = 0; from < file.byteSize() || from == 0; from += STRETCH)
                stretches.add(
                        stretch(file.asSlice(from, Math.min(STRETCH, file.byteSize() - from))));
            return new Mapping(List.copyOf(stretches), file.byteSize(), identity(path));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot map " + path, e);
        }
    }

    /**
     * Tells a file from one that was put in its place. A mapping holds its file, so that no other
     * gets its number meanwhile.
     */
    private static Object identity(Path path) {
        try {
            Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            return Objects.requireNonNullElse(key, path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at " + path, e);
        }
    }

    private static ByteBuf stretch(MemorySegment part) {
        return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(part.asByteBuffer()));
    }
}
