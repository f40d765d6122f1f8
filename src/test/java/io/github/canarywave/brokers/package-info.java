/** Brokers outside the program, as processes of their own, and what the program does with them. */
@NullMarked
package io.github.canarywave.brokers;

import org.jspecify.annotations.NullMarked;
