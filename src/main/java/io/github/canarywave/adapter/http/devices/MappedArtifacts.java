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
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * Artifacts mapped into memory, so that the page cache is the only cache and nothing is copied.
 * Files must never change, which the artifact store promises. The one place here that uses Vert.x's
 * internal buffer. Safe from any thread; may wait for the disk.
 */
final class MappedArtifacts {
    /** Open at once; a mapping costs address space and no memory of its own. */
    static final int MAPPINGS = 64;

    private final ArtifactStore store;
    private final LinkedHashMap<Sha256, Mapping> mappings = new LinkedHashMap<>(16, 0.75f, true);

    MappedArtifacts(ArtifactStore store) {
        this.store = store;
    }

    /** A mapped file. Stays readable for who holds it, also after the cache has let it go. */
    static final class Mapping {
        private final ByteBuf bytes;

        private Mapping(ByteBuf bytes) {
            this.bytes = bytes;
        }

        /** Size in bytes. */
        long size() {
            return bytes.capacity();
        }

        /** A window on the file, without a copy. */
        Buffer slice(long from, long length) {
            return BufferInternal.buffer(
                    bytes.slice(Math.toIntExact(from), Math.toIntExact(length)));
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
        if (known != null && store.find(file).isPresent()) return Optional.of(known);
        mappings.remove(file);
        Optional<Mapping> opened = store.find(file).map(MappedArtifacts::map);
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
            return new Mapping(
                    Unpooled.unreleasableBuffer(
                            Unpooled.wrappedBuffer(
                                    channel.map(
                                                    FileChannel.MapMode.READ_ONLY,
                                                    0,
                                                    channel.size(),
                                                    Arena.ofAuto())
                                            .asByteBuffer())));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot map " + path, e);
        }
    }
}
