/** Runs the rules: turns, inbox, downloads, live view; declares the ports it needs. */
@NullMarked
package io.github.canarywave.app;

import org.jspecify.annotations.NullMarked;
