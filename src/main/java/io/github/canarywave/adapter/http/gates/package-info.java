/** Asks the systems outside for which gates wait. */
@NullMarked
package io.github.canarywave.adapter.http.gates;

import org.jspecify.annotations.NullMarked;
