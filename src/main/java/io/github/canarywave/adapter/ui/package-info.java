/** What people see in a browser. */
@NullMarked
package io.github.canarywave.adapter.ui;

import org.jspecify.annotations.NullMarked;
