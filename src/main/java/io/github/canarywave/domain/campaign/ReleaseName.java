package io.github.canarywave.domain.campaign;

import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.fleet.Version;

/** A product and a version of it. */
public record ReleaseName(Product product, Version version) {
    @Override
    public String toString() {
        return product + " " + version;
    }
}
