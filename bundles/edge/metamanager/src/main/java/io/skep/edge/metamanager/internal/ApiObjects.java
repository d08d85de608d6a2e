package io.skep.edge.metamanager.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import io.skep.common.model.ResourcePath;
import io.skep.edge.store.MetaChange;
import io.skep.edge.store.ObjectRow;
import java.util.List;
import java.util.Locale;

/** API objects as the edge's own API keeps them (table meta_v2): what was pushed with kind and apiVersion. */
final class ApiObjects {

    private static final String NO_NAMESPACE = "null";
    private static final String CORE = "core";

    private ApiObjects() {}

    /** The change for an object that was put; none when the content is no whole object. */
    static List<MetaChange> put(JsonNode object) {
        String kind = KubeObject.kind(object);
        String apiVersion = KubeObject.apiVersion(object);
        String name = KubeObject.name(object);
        if (kind.isEmpty() || apiVersion.isEmpty() || name.isEmpty()) {
            return List.of();
        }
        String resource = plural(kind);
        String namespace = KubeObject.namespace(object);
        return List.of(new MetaChange.PutObject(new ObjectRow(
                key(apiVersion, resource, namespace, name),
                groupVersionResource(apiVersion, resource),
                namespace,
                name,
                version(KubeObject.resourceVersion(object)),
                Json.write(object))));
    }

    /** The change for an object that was removed; content that has only metadata is taken for an object of the core group. */
    static List<MetaChange> delete(ResourcePath path, JsonNode object) {
        String kind = KubeObject.kind(object);
        String apiVersion = KubeObject.apiVersion(object);
        String namespace = path.namespace().equals(NO_NAMESPACE) ? "" : path.namespace();
        return List.of(new MetaChange.DeleteObject(
                key(
                        apiVersion.isEmpty() ? "v1" : apiVersion,
                        plural(kind.isEmpty() ? path.type() : kind),
                        namespace,
                        path.name()),
                KubeObject.uid(object)));
    }

    static String key(String apiVersion, String resource, String namespace, String name) {
        String group = apiVersion.contains("/") ? "" : CORE + "/";
        String place = namespace.isEmpty() ? NO_NAMESPACE : namespace;
        return "/" + group + apiVersion + "/" + resource + "/" + place + "/" + name;
    }

    private static String groupVersionResource(String apiVersion, String resource) {
        return (apiVersion.contains("/") ? "" : "/") + apiVersion + ", Resource=" + resource;
    }

    /** As Kubernetes guesses it when it has only the kind. */
    static String plural(String kind) {
        String word = kind.toLowerCase(Locale.ROOT);
        if (word.endsWith("endpoints")) {
            return word;
        }
        if (word.endsWith("s")) {
            return word + "es";
        }
        return word.endsWith("y") ? word.substring(0, word.length() - 1) + "ies" : word + "s";
    }

    private static long version(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
