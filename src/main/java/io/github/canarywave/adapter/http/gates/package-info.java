/** Serves the operator API and lets people in. */
@NullMarked
package io.github.canarywave.adapter.http.gates;

import org.jspecify.annotations.NullMarked;
