/** Speaks SQL to the database. */
@NullMarked
package io.github.canarywave.adapter.store;

import org.jspecify.annotations.NullMarked;
