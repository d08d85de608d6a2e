package io.skep.cloud.kube.fake;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.cloud.kube.KubeClient.Selector;

/** Label selectors of the form {@code key=value}; the only ones that modules use. */
final class Selectors {

    private Selectors() {}

    static boolean match(Selector selector, JsonNode object) {
        if (selector.labels().isEmpty()) {
            return true;
        }
        String[] pair = selector.labels().split("=", 2);
        JsonNode label = object.path("metadata").path("labels").path(pair[0]);
        return label.isTextual() && label.asText().equals(pair[1]);
    }
}
