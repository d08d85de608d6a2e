package io.skep.itests.wire.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.Message;
import io.skep.common.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Whether two messages have the same shape: route, header members, content keys and types at every depth. Values may differ. */
final class Shapes {

    private Shapes() {}

    /** What is different, one line each; empty when nothing is. */
    static List<String> differences(Message recorded, Message ours) {
        List<String> found = new ArrayList<>();
        same(found, "source", recorded.source(), ours.source());
        same(found, "group", recorded.group(), ours.group());
        same(found, "operation", recorded.operation(), ours.operation());
        same(found, "resource", recorded.resource(), ours.resource());
        same(found, "has a parent", recorded.isResponse(), ours.isResponse());
        same(
                found,
                "has a resourceversion",
                !recorded.resourceVersion().isEmpty(),
                !ours.resourceVersion().isEmpty());
        compare(found, "content", tree(recorded.content()), tree(ours.content()));
        return found;
    }

    private static void same(List<String> found, String what, Object recorded, Object ours) {
        if (!recorded.equals(ours)) {
            found.add(what + ": recorded " + recorded + ", ours " + ours);
        }
    }

    private static JsonNode tree(Object content) {
        return Json.MAPPER.valueToTree(content);
    }

    private static void compare(List<String> found, String path, JsonNode recorded, JsonNode ours) {
        if (recorded.getNodeType() != ours.getNodeType()) {
            found.add(path + ": recorded " + recorded.getNodeType() + ", ours " + ours.getNodeType());
        } else if (recorded.isObject()) {
            Set<String> names = new TreeSet<>(names(recorded));
            names.addAll(names(ours));
            for (String name : names) {
                member(found, path + "." + name, recorded.get(name), ours.get(name));
            }
        } else if (recorded.isArray()) {
            same(found, path + " length", recorded.size(), ours.size());
            for (int i = 0; i < Math.min(recorded.size(), ours.size()); i++) {
                compare(found, path + "[" + i + "]", recorded.get(i), ours.get(i));
            }
        }
    }

    private static void member(List<String> found, String path, JsonNode recorded, JsonNode ours) {
        if (recorded == null || ours == null) {
            found.add(path + ": only " + (recorded == null ? "ours" : "recorded"));
        } else {
            compare(found, path, recorded, ours);
        }
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            names.add(member.getKey());
        }
        return names;
    }
}
