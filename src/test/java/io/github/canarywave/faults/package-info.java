/**
 * Faults on purpose: a server, a broker and a fleet as processes of their own, harmed by a seeded
 * plan, and an oracle that compares what devices saw with what the server says and stored.
 */
@NullMarked
package io.github.canarywave.faults;

import org.jspecify.annotations.NullMarked;
