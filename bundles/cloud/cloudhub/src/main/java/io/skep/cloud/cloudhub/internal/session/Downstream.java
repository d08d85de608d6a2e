package io.skep.cloud.cloudhub.internal.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.Operations;
import io.skep.common.model.Contents;
import io.skep.common.model.KubeObject;
import io.skep.common.model.ResourcePath;
import java.util.Optional;
import java.util.Set;

/** What a message for an edge means to the hub: sealed, parsed once. */
public sealed interface Downstream {

    /** The node that it is for. */
    String node();

    /** Sent once, never acknowledged, never repeated. */
    record Once(String node, Message message) implements Downstream {}

    /** The node object is gone: its session ends, nothing is sent. */
    record NodeGone(String node) implements Downstream {}

    /** Not deliverable as it is; said once in the log. */
    record Refused(String node, String reason) implements Downstream {}

    /**
     * Repeated until the edge acknowledges it.
     *
     * @param key what a newer message of the same kind replaces: the object's uid, for answers the message's own id
     * @param object the content as a tree
     * @param version resourceVersion as a number, -1 when there is none
     * @param removal true for a delete and for an object that is terminating: never superseded
     */
    record Acked(
            String node,
            Message message,
            ResourcePath path,
            String key,
            JsonNode object,
            long version,
            boolean removal,
            boolean answer)
            implements Downstream {

        public String uid() {
            return KubeObject.uid(object);
        }

        /** True for a message whose object has a record: one that tells the edge what is, and that a later one may complete. */
        public boolean isRecorded() {
            return !answer && !removal && !uid().isEmpty();
        }

        /** True when this version is not newer than that one; unknown versions (-1) are newer and older than any. */
        public boolean isKnown(long other) {
            return version >= 0 && other >= 0 && Long.compareUnsigned(version, other) <= 0;
        }

        /** True for the message that ends the object's record once it is acknowledged. */
        public boolean isDelete() {
            return message.operation().equals(Operations.DELETE);
        }
    }

    /** Reads a message of the bus; empty when it names no node. */
    static Optional<Downstream> parse(Message message) {
        return ResourcePath.nodeOf(message.resource()).map(node -> parse(node, message));
    }

    private static Downstream parse(String node, Message message) {
        Optional<ResourcePath> path = ResourcePath.parseCloud(message.resource());
        String type = path.map(ResourcePath::type).orElse("");
        if (type.equals("node") && message.operation().equals(Operations.DELETE)) {
            return new NodeGone(node);
        }
        if (OnceRules.apply(message, type)) {
            return new Once(node, message);
        }
        if (!message.group().equals("resource") || path.isEmpty()) {
            return new Refused(node, "only messages of group resource about an object are delivered reliably");
        }
        return acked(node, message, path.get());
    }

    private static Downstream acked(String node, Message message, ResourcePath path) {
        JsonNode object = Contents.tree(message);
        boolean removal = message.operation().equals(Operations.DELETE) || KubeObject.isTerminating(object);
        boolean answer = message.operation().equals(Operations.RESPONSE);
        if (message.resourceVersion().isEmpty() && !removal) {
            return new Refused(node, "it has no resourceversion");
        }
        String uid = KubeObject.uid(object);
        String key = answer ? "answer/" + message.id() : uid.isEmpty() ? message.resource() : uid;
        return new Acked(node, message, path, key, object, version(message.resourceVersion()), removal, answer);
    }

    /** A resourceVersion as a number, -1 for anything else. */
    static long version(String resourceVersion) {
        try {
            return resourceVersion.isEmpty() ? -1 : Long.parseUnsignedLong(resourceVersion);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** Which messages KubeEdge v1.15 sends without waiting for an acknowledgement. */
    final class OnceRules {

        private static final Set<String> VOLUME_OPERATIONS =
                Set.of("createvolume", "deletevolume", "controllerpublishvolume", "controllerunpublishvolume");
        private static final Set<String> CONTROLLER_TYPES =
                Set.of("node", "lease", "nodepatch", "podpatch", "podstatus");

        private OnceRules() {}

        private static boolean apply(Message message, String type) {
            return byResource(message.resource())
                    || byOperation(message)
                    || message.group().equals("user")
                    || message.source().equals("nodeupgradejobcontroller")
                    || message.source().equals("edgecontroller") && byController(message, type);
        }

        private static boolean byResource(String resource) {
            return resource.contains("podlist")
                    || resource.contains("membership")
                    || resource.contains("twin/cloud_updated")
                    || resource.contains("serviceaccounttoken");
        }

        private static boolean byOperation(Message message) {
            return VOLUME_OPERATIONS.contains(message.operation())
                    || message.operation().equals("applicationResponse")
                    || message.operation().equals(Operations.RESPONSE)
                            && (Contents.isOk(message) || isError(Contents.tree(message)));
        }

        private static boolean isError(JsonNode content) {
            return content.has("ErrStatus");
        }

        private static boolean byController(Message message, String type) {
            return CONTROLLER_TYPES.contains(type)
                    || type.equals("pod") && message.operation().equals(Operations.RESPONSE);
        }
    }
}
