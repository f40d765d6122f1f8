/** The rules of a rollout: attempts, gates, the in-flight window, decisions. Pure functions. */
@NullMarked
package io.github.canarywave.domain.rollout;

import org.jspecify.annotations.NullMarked;
