package io.skep.cloud.cloudhub.internal;

import io.skep.beehive.api.Message;
import io.skep.beehive.api.Operations;
import io.skep.common.model.ResourcePath;
import java.util.Set;
import java.util.regex.Pattern;

/** What an edge's message asks the hub to do: sealed, the first rule that fits decides (KubeEdge v1.15's order). */
sealed interface Upstream {

    /** The edge lives. */
    record Keepalive() implements Upstream {}

    /** The edge has stored the message with this id. */
    record Acknowledged(String id) implements Upstream {}

    /** The edge could not store the message with this id, which is empty with a Go edge. */
    record Failed(String id) implements Upstream {}

    /** Answers a call that waits in the cloud. */
    record Answer(Message message) implements Upstream {}

    /** For one module. */
    record ToModule(String module, Message message) implements Upstream {}

    /** For a group. */
    record ToGroup(String group, Message message) implements Upstream {}

    /** Nothing is done. */
    record Ignored(String reason) implements Upstream {}

    /** @param node whose link it came on, proved by the certificate */
    static Upstream parse(String node, Message message) {
        if (message.operation().equals(Operations.KEEPALIVE)) {
            return new Keepalive();
        }
        if (Rules.VOLUME.matcher(message.resource()).find()) {
            return new Answer(message);
        }
        return switch (message.operation()) {
            case Operations.RESPONSE -> new Acknowledged(message.parentId());
            case Operations.ERROR -> new Failed(message.parentId());
            default -> message.resource().isEmpty() ? new Ignored("it has no resource") : Rules.forward(node, message);
        };
    }

    /** The rules' words. */
    final class Rules {

        private static final Pattern VOLUME = Pattern.compile("^\\w[-\\w.+]*/volume/\\w[-\\w.+]*");
        private static final Set<String> CLOUD_MODULES =
                Set.of("cloudhub", "cloudStream", "devicecontroller", "edgecontroller", "synccontroller");

        private Rules() {}

        private static Upstream forward(String node, Message message) {
            if (message.operation().equals(Operations.UPLOAD) && message.group().equals("user")) {
                return new ToModule("router", prefixed(node, message));
            }
            return publish(node, message);
        }

        private static Upstream publish(String node, Message message) {
            Message prefixed = prefixed(node, message);
            return switch (message.source()) {
                case String source
                when CLOUD_MODULES.contains(source) -> new Ignored("its source is the cloud module " + source);
                case "metaserver" -> new ToModule("dynamiccontroller", prefixed);
                case "twin" -> new ToGroup("devicecontroller", prefixed);
                default -> new ToGroup("edgecontroller", prefixed);
            };
        }

        private static Message prefixed(String node, Message message) {
            return message.withResource(ResourcePath.prefix(node, message.resource()));
        }
    }
}
