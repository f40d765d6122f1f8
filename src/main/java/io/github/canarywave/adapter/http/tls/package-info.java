/**
 * TLS of the ports that devices download from: one engine or another, by what a device asks for.
 */
@NullMarked
package io.github.canarywave.adapter.http.tls;

import org.jspecify.annotations.NullMarked;
