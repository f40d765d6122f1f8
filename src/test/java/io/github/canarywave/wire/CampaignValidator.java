package io.github.canarywave.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.AnnotationKeyword;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;

/** An editor that checks campaign files by docs/schema/campaign.v1.json, without our parser. */
public final class CampaignValidator {
    private static final Schema SCHEMA =
            SchemaRegistry.withDefaultDialect(
                            Dialect.builder(Dialects.getDraft202012())
                                    .keyword(new AnnotationKeyword("errorMessage"))
                                    .build())
                    .getSchema(SchemaPlaces.read().schema());

    private CampaignValidator() {}

    /** What it says of every document of a file up to the first that is no YAML. */
    public static List<Error> errors(String text) {
        List<JsonNode> documents = new ArrayList<>();
        try {
            for (Node document : new Yaml(new LoaderOptions()).composeAll(new StringReader(text)))
                documents.add(FlowYaml.read(document));
        } catch (YAMLException _) {
            // The parser says so too.
        }
        return documents.stream().flatMap(d -> SCHEMA.validate(d).stream()).toList();
    }
}
