/** What people type. */
@NullMarked
package io.github.canarywave.adapter.cli;

import org.jspecify.annotations.NullMarked;
