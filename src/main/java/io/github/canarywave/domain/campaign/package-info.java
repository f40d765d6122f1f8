/** What the operator asks for: a campaign, its waves, gates and pace. Pure values. */
@NullMarked
package io.github.canarywave.domain.campaign;

import org.jspecify.annotations.NullMarked;
