package io.github.canarywave.adapter.http.operators;

import io.github.canarywave.app.ArtifactStore;
import io.github.canarywave.app.Operations;
import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.campaign.Role;
import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.wire.SbomReader;
import io.vertx.core.http.HttpMethod;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The calls about what releases are made of. Safe from any thread; each may wait. */
record SbomCalls(Operations operations, ArtifactStore artifacts) {
    /** Bytes; firmware with a thousand components has about one million. */
    private static final long LIMIT = 8L * 1024 * 1024;

    void addTo(Routes routes) {
        String sbom = "/api/v1/releases/{}/{}/sbom";
        Calls.read(routes, sbom, this::get);
        routes.add(HttpMethod.PUT, sbom, Role.ADMIN, new Call.Upload(this::put));
    }

    private static ReleaseName name(Call.Asked asked) {
        return new ReleaseName(new Product(asked.name(0)), new Version(asked.name(1)));
    }

    private Answer get(Call.Asked asked) {
        ReleaseName name = name(asked);
        return operations
                .release(name)
                .flatMap(Release::sbom)
                .flatMap(sbom -> artifacts.find(sbom.file()))
                .<Answer>map(Answer.Bytes::new)
                .orElseGet(
                        () -> new Answer.Refused(Problem.notFound("there is no SBOM of " + name)));
    }

    private Answer put(Call.File file) {
        return Answer.of(
                201, taken(file), release -> ReleaseCalls.json(operations.releaseCare(), release));
    }

    private Outcome<Release> taken(Call.File file) {
        return switch (form(file.upload())) {
            case SbomReader.Form.Unknown(var why) ->
                    new Outcome.Invalid<>(
                            List.of("this is no SBOM in CycloneDX or SPDX as JSON: " + why));
            case SbomReader.Form.Known(var form) ->
                    operations
                            .releaseCare()
                            .describe(name(file.asked()), file.upload(), form, file.asked().who());
        };
    }

    private static SbomReader.Form form(Path upload) {
        try (InputStream content = Files.newInputStream(upload)) {
            long size = Files.size(upload);
            return size > LIMIT
                    ? new SbomReader.Form.Unknown("it has " + size + " bytes, at most " + LIMIT)
                    : SbomReader.read(content);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read upload " + upload.getFileName(), e);
        }
    }
}
