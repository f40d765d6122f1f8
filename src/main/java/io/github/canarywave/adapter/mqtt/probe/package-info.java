/** Finds out as two throw-away devices whether a broker keeps devices apart. */
@NullMarked
package io.github.canarywave.adapter.mqtt.probe;

import org.jspecify.annotations.NullMarked;
