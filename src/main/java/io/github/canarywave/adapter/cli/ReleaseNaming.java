package io.github.canarywave.adapter.cli;

import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.image.AppDescriptor;
import io.github.canarywave.domain.image.Firmware;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an image will be called.
 *
 * @param source where the version comes from, words for people
 * @param note what a person should know before devices do; empty: nothing
 */
record ReleaseNaming(
        Product product, Version version, Model model, String source, Optional<String> note) {
    /**
     * Takes what the person gave, otherwise what the descriptor says where it can be believed.
     *
     * @throws Failure naming each option that is needed, and why
     */
    static ReleaseNaming of(
            Firmware image,
            Optional<Product> givenProduct,
            Optional<Version> givenVersion,
            Optional<Model> givenModel,
            String file) {
        Optional<AppDescriptor> claims = image.claims();
        Optional<Product> product = givenProduct.or(() -> claims.flatMap(ReleaseNaming::project));
        Optional<Version> version =
                givenVersion.or(() -> claims.flatMap(AppDescriptor::believableVersion));
        Optional<Model> model = givenModel.or(() -> product.flatMap(ReleaseNaming::model));
        List<String> needed = new ArrayList<>();
        if (product.isEmpty()) needed.add("--product PRODUCT is needed");
        if (version.isEmpty()) needed.add("--version VERSION is needed");
        if (model.isEmpty() && product.isPresent())
            needed.add("--model MODEL is needed: \"" + product.get() + "\" is too long for one");
        if (!needed.isEmpty())
            throw Failure.of(Exit.USAGE, file + " does not name itself: " + why(image), needed);
        return new ReleaseNaming(
                product.orElseThrow(),
                version.orElseThrow(),
                model.orElseThrow(),
                givenVersion.isPresent() ? "as given" : "read from the app descriptor",
                claims.flatMap(says -> differs(says, version.orElseThrow())));
    }

    private static String why(Firmware image) {
        return image.claims()
                .map(ReleaseNaming::why)
                .orElseGet(
                        () ->
                                image.builtFor()
                                        .map(
                                                c ->
                                                        "an image for "
                                                                + c.label()
                                                                + " has no app descriptor.")
                                        .orElse("an opaque file is not read."));
    }

    private static String why(AppDescriptor descriptor) {
        Optional<String> doubt = descriptor.doubt();
        String says =
                doubt.orElse(
                        "project \""
                                + descriptor.project()
                                + "\" or version \""
                                + descriptor.version()
                                + "\" has not the shape of a name");
        return Words.harmless(says)
                + ". So the app descriptor is not believed"
                + (doubt.isPresent() ? " (an Arduino build?)" : "")
                + ".";
    }

    private static Optional<Product> project(AppDescriptor descriptor) {
        if (!descriptor.believable()) return Optional.empty();
        try {
            return Optional.of(new Product(descriptor.project()));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Optional<Model> model(Product product) {
        try {
            return Optional.of(new Model(product.value()));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Optional<String> differs(AppDescriptor descriptor, Version version) {
        return descriptor
                .believableVersion()
                .filter(v -> !v.equals(version))
                .map(
                        v ->
                                "note: the app descriptor says version "
                                        + v
                                        + "; devices may tell that one instead of "
                                        + version
                                        + ".");
    }
}
