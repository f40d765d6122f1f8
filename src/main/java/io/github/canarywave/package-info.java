/** The wiring: the only place that knows everybody. */
@NullMarked
package io.github.canarywave;

import org.jspecify.annotations.NullMarked;
