package io.skep.common.kubeapi.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ApiException;
import io.skep.common.kubeapi.schema.FieldError;
import io.skep.common.model.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.constructor.StandardConstructor;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.AnchorNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads one YAML document as JSON: no tags, no merge keys, bounded aliases. */
final class Yaml {

    private static final int MAX_NODES = 1_000_000;

    private final List<FieldError> duplicates = new ArrayList<>();
    private final LoadSettings settings;
    private final StandardConstructor scalars;
    private int nodes;

    private Yaml(LoadSettings settings) {
        this.settings = settings;
        this.scalars = new StandardConstructor(settings);
    }

    static Body read(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setAllowDuplicateKeys(true)
                .setMaxAliasesForCollections(50)
                .setCodePointLimit(Json.MAX_LENGTH)
                .build();
        return new Yaml(settings).body(text);
    }

    private Body body(String text) {
        try {
            Optional<Node> root = new Compose(settings).composeString(text);
            JsonNode tree = root.isPresent() ? tree(root.get(), "", 0) : JsonNodeFactory.instance.nullNode();
            return new Body(tree, List.copyOf(duplicates));
        } catch (YamlEngineException e) {
            throw ApiException.badRequest("the body of the request is no YAML: " + Body.firstLine(e.getMessage()));
        }
    }

    private JsonNode tree(Node node, String path, int depth) {
        if (depth > Json.MAX_DEPTH || ++nodes > MAX_NODES) {
            throw ApiException.badRequest("the body of the request is nested too deeply or too large");
        }
        return switch (node) {
            case MappingNode mapping -> object(mapping, path, depth);
            case SequenceNode sequence -> array(sequence, path, depth);
            case AnchorNode anchor -> tree(anchor.getRealNode(), path, depth + 1);
            case ScalarNode scalar -> Json.tree(scalars.constructSingleDocument(Optional.of(scalar)));
            default -> throw ApiException.badRequest("the body of the request has an unknown YAML node");
        };
    }

    private ObjectNode object(MappingNode mapping, String path, int depth) {
        ObjectNode object = Json.object();
        Set<String> seen = new HashSet<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw ApiException.badRequest("the body of the request has a YAML key that is no scalar");
            }
            String field = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
            if (!seen.add(key.getValue())) {
                duplicates.add(new FieldError(FieldError.Kind.DUPLICATE, field, "duplicate field \"" + field + "\""));
            }
            object.set(key.getValue(), tree(tuple.getValueNode(), field, depth + 1));
        }
        return object;
    }

    private ArrayNode array(SequenceNode sequence, String path, int depth) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Node item : sequence.getValue()) {
            array.add(tree(item, path + "[" + array.size() + "]", depth + 1));
        }
        return array;
    }
}
