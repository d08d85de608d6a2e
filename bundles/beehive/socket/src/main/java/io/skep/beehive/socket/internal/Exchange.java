package io.skep.beehive.socket.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.Bus.ModuleInfo;
import io.skep.beehive.api.Bus.State;
import io.skep.common.model.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one side tells the other of its modules.
 *
 * @param groups the group of each module, by its name
 */
record Exchange(Map<String, String> groups) {

    private static final int MOST = 256;

    static Exchange of(List<ModuleInfo> modules) {
        Map<String, String> groups = new LinkedHashMap<>();
        modules.stream()
                .filter(module -> module.state() != State.STOPPED)
                .limit(MOST)
                .forEach(module -> groups.put(module.name(), module.group()));
        return new Exchange(groups);
    }

    /** Reads what the other side told; names that are none, and more than 256 of them, are left out. */
    static Exchange parse(JsonNode content) {
        Map<String, String> groups = new LinkedHashMap<>();
        for (JsonNode name : content.path("modules")) {
            if (groups.size() < MOST && ModuleNames.isValid(name.asText())) {
                groups.put(name.asText(), name.asText());
            }
        }
        content.path("groups").properties().forEach(group -> {
            for (JsonNode name : group.getValue()) {
                if (ModuleNames.isValid(group.getKey())) {
                    groups.computeIfPresent(name.asText(), (module, former) -> group.getKey());
                }
            }
        });
        return new Exchange(groups);
    }

    /** {@code {"modules": [names], "groups": {group: [names]}}}. */
    ObjectNode tree() {
        ObjectNode tree = Json.object();
        groups.keySet().forEach(tree.putArray("modules")::add);
        ObjectNode byGroup = tree.putObject("groups");
        groups.forEach((name, group) -> byGroup.withArray(
                        "/" + group.replace("~", "~0").replace("/", "~1"))
                .add(name));
        return tree;
    }
}
