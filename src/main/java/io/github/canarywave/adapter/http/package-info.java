/** Speaks HTTPS to devices and operators. */
@NullMarked
package io.github.canarywave.adapter.http;

import org.jspecify.annotations.NullMarked;
