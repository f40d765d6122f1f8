/** Files that lines are logged to, beside standard error. */
@NullMarked
package io.github.canarywave.adapter.log;

import org.jspecify.annotations.NullMarked;
