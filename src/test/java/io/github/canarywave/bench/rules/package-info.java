/** Benchmarks of the rules alone, run by JMH through src/test/scripts/bench. */
@NullMarked
package io.github.canarywave.bench.rules;

import org.jspecify.annotations.NullMarked;
