package io.github.canarywave.adapter.http.devices;

import io.github.canarywave.domain.image.Sha256;

import java.util.ArrayList;
import java.util.List;

/**
 * Several parts of a file in one body (RFC 9110, 14.6 and 15.3.7.2). Pure.
 *
 * @param contentType with the boundary
 * @param length of all segments in bytes
 */
record Multipart(String contentType, long length, List<Segment> segments) {
    /** 128 bits of it. */
    private static final int BOUNDARY_CHARACTERS = 32;

    /**
     * Frames the parts. The boundary comes from the file's digest: that no file holds its own
     * digest is as sure as anything else here, and the same request has the same answer.
     *
     * @param type of the file
     */
    static Multipart of(Sha256 file, long size, List<ByteRange.Part> parts, String type) {
        String boundary = file.hex().substring(0, BOUNDARY_CHARACTERS);
        List<Segment> segments = new ArrayList<>();
        for (ByteRange.Part part : parts) {
            String begin = segments.isEmpty() ? "--" : "\r\n--";
            segments.add(new Segment.Text(begin + boundary + header(type, part.of(size))));
            segments.add(new Segment.Bytes(part.first(), part.length()));
        }
        segments.add(new Segment.Text("\r\n--" + boundary + "--\r\n"));
        return new Multipart(
                "multipart/byteranges; boundary=" + boundary,
                segments.stream().mapToLong(Segment::length).sum(),
                List.copyOf(segments));
    }

    private static String header(String type, String range) {
        return "\r\nContent-Type: " + type + "\r\nContent-Range: " + range + "\r\n\r\n";
    }
}
