package io.skep.cloud.cloudhub.internal.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.Delivery;
import io.skep.beehive.api.Message;
import io.skep.cloud.cloudhub.internal.session.Downstream.Acked;
import io.skep.common.model.Json;
import java.util.concurrent.atomic.AtomicBoolean;

/** Messages for edges as controllers send them. */
final class Messages {

    private Messages() {}

    /** A new version of ConfigMap {@code name}, whose uid is its name too. */
    static Message push(String node, String name, long version) {
        return message(node, "update", name, version);
    }

    static Message delete(String node, String name, long version) {
        return message(node, "delete", name, version);
    }

    static Message answer(String node, String name, long version) {
        return message(node, "response", name, version).withParentId("question");
    }

    /** A message of the direct lane. */
    static Message once(String node) {
        return Message.of("edgecontroller", "resource", "response", "node/" + node + "/default/node/" + node, "OK");
    }

    static Acked acked(Message message) {
        return (Acked) Downstream.parse(message).orElseThrow();
    }

    private static Message message(String node, String operation, String name, long version) {
        ObjectNode object = Json.object();
        object.put("kind", "ConfigMap").put("apiVersion", "v1");
        object.putObject("metadata")
                .put("name", name)
                .put("namespace", "default")
                .put("uid", name)
                .put("resourceVersion", Long.toString(version));
        return Message.of(
                        "edgecontroller", "resource", operation, "node/" + node + "/default/configmap/" + name, object)
                .withResourceVersion(Long.toString(version));
    }

    /** A delivery of the bus; says whether it was finished. */
    record Given(Message message, AtomicBoolean finished) implements Delivery {

        Given(Message message) {
            this(message, new AtomicBoolean());
        }

        @Override
        public boolean redelivered() {
            return false;
        }

        @Override
        public void done() {
            finished.set(true);
        }
    }
}
