/** The embedded broker. */
@NullMarked
package io.github.canarywave.adapter.broker;

import org.jspecify.annotations.NullMarked;
