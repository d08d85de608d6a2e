package io.skep.cloud.kube.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.model.Json;
import java.util.List;
import java.util.Map;

/** Merge patches; strategic ones merge the lists that have a merge key in objects of nodes and pods. */
final class Patches {

    private static final List<String> KEYS = List.of("type", "name", "ip", "uid");

    private Patches() {}

    static ObjectNode apply(ObjectNode target, ObjectNode patch, boolean strategic) {
        for (Map.Entry<String, JsonNode> member : patch.properties()) {
            String name = member.getKey();
            JsonNode value = member.getValue();
            if (name.startsWith("$")) {
                continue;
            }
            if (value.isNull()) {
                target.remove(name);
            } else if (value instanceof ObjectNode object) {
                JsonNode inner = target.path(name);
                ObjectNode base = inner instanceof ObjectNode known ? known : Json.object();
                target.set(name, apply(base, object, strategic));
            } else if (strategic && value instanceof ArrayNode list && target.path(name) instanceof ArrayNode known) {
                merge(known, list);
            } else {
                target.set(name, value.deepCopy());
            }
        }
        return target;
    }

    private static void merge(ArrayNode known, ArrayNode list) {
        for (JsonNode item : list) {
            ObjectNode match = item instanceof ObjectNode object ? find(known, object) : null;
            if (match != null) {
                apply(match, (ObjectNode) item, true);
            } else {
                known.add(item.deepCopy());
            }
        }
    }

    private static ObjectNode find(ArrayNode known, ObjectNode item) {
        for (String key : KEYS) {
            if (item.has(key)) {
                for (JsonNode candidate : known) {
                    if (candidate.path(key).equals(item.path(key))) {
                        return (ObjectNode) candidate;
                    }
                }
                return null;
            }
        }
        return null;
    }
}
