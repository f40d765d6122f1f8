/** Keys, certificates and signatures. */
@NullMarked
package io.github.canarywave.adapter.crypto;

import org.jspecify.annotations.NullMarked;
