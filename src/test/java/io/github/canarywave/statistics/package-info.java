/** Whole campaigns by the thousand, on the rules alone: how often they halt, and how soon. */
@NullMarked
package io.github.canarywave.statistics;

import org.jspecify.annotations.NullMarked;
