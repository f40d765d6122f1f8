/** The pages as people see them: in a browser. */
@NullMarked
package io.github.canarywave.browser;

import org.jspecify.annotations.NullMarked;
