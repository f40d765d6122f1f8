/** Speaks to an MQTT broker as a client. */
@NullMarked
package io.github.canarywave.adapter.mqtt;

import org.jspecify.annotations.NullMarked;
