/** Bytes to domain values and back: commands, reports, births, campaign files. No I/O. */
@NullMarked
package io.github.canarywave.wire;

import org.jspecify.annotations.NullMarked;
