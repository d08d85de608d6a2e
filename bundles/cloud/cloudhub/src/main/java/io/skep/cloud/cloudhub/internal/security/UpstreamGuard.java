package io.skep.cloud.cloudhub.internal.security;

import io.skep.beehive.api.Message;
import io.skep.common.model.Contents;
import java.util.Optional;

/**
 * What a node's message says about whose it is, compared with the node of its link. Only what the message tells by itself is judged here; whether a pod, a
 * lease or a Secret is the node's to touch is judged by the controller that knows it, which answers.
 */
public final class UpstreamGuard {

    private static final String NODE = "node/";

    private UpstreamGuard() {}

    /** Why the message is not taken; empty when it may go on. */
    public static Optional<String> fault(String node, Message message) {
        String resource = message.resource();
        if (resource.startsWith(NODE) && !named(resource).equals(node)) {
            return Optional.of("a message names a resource of node " + named(resource));
        }
        if (message.source().equals("metaserver")) {
            String claimed = Contents.tree(message).path("Nodename").asText("");
            if (!claimed.isEmpty() && !claimed.equals(node)) {
                return Optional.of("an application is in the name of node " + claimed);
            }
        }
        return Optional.empty();
    }

    private static String named(String resource) {
        int end = resource.indexOf('/', NODE.length());
        return resource.substring(NODE.length(), end < 0 ? resource.length() : end);
    }
}
