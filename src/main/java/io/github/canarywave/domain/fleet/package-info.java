/** What is known of devices: their names, versions and present state. Pure values. */
@NullMarked
package io.github.canarywave.domain.fleet;

import org.jspecify.annotations.NullMarked;
