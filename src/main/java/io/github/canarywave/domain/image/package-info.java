/** Firmware images as bytes: what they claim and whether they are whole. Pure functions. */
@NullMarked
package io.github.canarywave.domain.image;

import org.jspecify.annotations.NullMarked;
