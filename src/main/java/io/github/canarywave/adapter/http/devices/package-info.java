/** Serves firmware to devices: ranges, resumption, conditions, and nothing else. */
@NullMarked
package io.github.canarywave.adapter.http.devices;

import org.jspecify.annotations.NullMarked;
