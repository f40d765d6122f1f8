/** A device as device developers would write it, a fleet of them, and images for them. */
@NullMarked
package io.github.canarywave.sim;

import org.jspecify.annotations.NullMarked;
