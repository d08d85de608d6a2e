package io.skep.cloud.synccontroller.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.KubeObject;
import java.util.Locale;
import java.util.Optional;

/**
 * An ObjectSync or ClusterObjectSync.
 *
 * @param namespace of the object, empty for cluster-scoped ones
 * @param acknowledged resourceVersion the edge has, empty when the record was never completed
 */
record SyncRecord(
        String name,
        String namespace,
        String node,
        String uid,
        String apiVersion,
        String kind,
        String objectName,
        String acknowledged) {

    /** Reads a record; empty when its name is not {@code NODE.UID}. A node's name may hold dots: the last one divides. */
    static Optional<SyncRecord> of(ObjectNode object) {
        String name = KubeObject.name(object);
        int dot = name.lastIndexOf('.');
        if (dot <= 0 || dot == name.length() - 1) {
            return Optional.empty();
        }
        return Optional.of(new SyncRecord(
                name,
                KubeObject.namespace(object),
                name.substring(0, dot),
                name.substring(dot + 1),
                object.path("spec").path("objectAPIVersion").asText(""),
                object.path("spec").path("objectKind").asText(""),
                object.path("spec").path("objectName").asText(""),
                object.path("status").path("objectResourceVersion").asText("")));
    }

    /** The resource of this record itself. */
    KubeResource resource() {
        return namespace.isEmpty() ? KubeResource.CLUSTEROBJECTSYNCS : KubeResource.OBJECTSYNCS;
    }

    /** The kind of the object that it is about. */
    KubeResource objectResource() {
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        String version = slash < 0 ? apiVersion : apiVersion.substring(slash + 1);
        return new KubeResource(group, version, plural(kind), kind, !namespace.isEmpty());
    }

    /** True when it names an object well enough to tell the edge about it. */
    boolean isComplete() {
        return !apiVersion.isEmpty() && !kind.isEmpty() && !objectName.isEmpty();
    }

    String resourceWord() {
        return kind.toLowerCase(Locale.ROOT);
    }

    /** The plural as KubeEdge guesses it. */
    static String plural(String kind) {
        String word = kind.toLowerCase(Locale.ROOT);
        return switch (word) {
            case "endpoints", "podstatus", "nodestatus" -> word;
            default -> {
                if (word.endsWith("s")) {
                    yield word + "es";
                }
                yield word.endsWith("y") ? word.substring(0, word.length() - 1) + "ies" : word + "s";
            }
        };
    }
}
