package io.skep.cloud.edgecontroller.internal.up;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.edgecontroller.internal.EdgeCommand;
import io.skep.cloud.edgecontroller.internal.Outgoing;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.Contents;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;

/** An edge's lease: what keeps its node Ready. */
final class LeaseRequests {

    private final KubeClient kube;
    private final Access access;
    private final Outgoing hub;

    LeaseRequests(KubeClient kube, Access access, Outgoing hub) {
        this.kube = kube;
        this.access = access;
        this.hub = hub;
    }

    void insert(EdgeCommand command) throws InterruptedException {
        write(command, lease -> kube.create(KubeResource.LEASES, command.path().namespace(), lease));
    }

    void update(EdgeCommand command) throws InterruptedException {
        write(command, lease -> kube.update(KubeResource.LEASES, lease));
    }

    private void write(EdgeCommand command, Write write) throws InterruptedException {
        try {
            access.requireLease(command);
            if (!(Contents.tree(command.message()) instanceof ObjectNode content)) {
                throw Answers.badRequest("the content is no lease");
            }
            hub.send(Answers.done(command, write.apply(named(command, content)), false));
        } catch (KubeException e) {
            hub.send(Answers.failed(command, Answers.noLease(), e));
        }
    }

    private static JsonNode named(EdgeCommand command, ObjectNode content) {
        ObjectNode lease = Json.object();
        lease.put("kind", "Lease").put("apiVersion", KubeResource.LEASES.apiVersion());
        lease.setAll(content.deepCopy());
        KubeObject.metadata(lease)
                .put("name", command.path().name())
                .put("namespace", command.path().namespace());
        return lease;
    }

    void query(EdgeCommand command) throws InterruptedException {
        String name = command.path().name();
        try {
            access.requireLease(command);
            ObjectNode lease = kube.get(KubeResource.LEASES, command.path().namespace(), name);
            ObjectNode content = Json.object();
            content.set("Object", lease);
            content.putNull("Err");
            hub.send(Answers.of(command, content, ""));
        } catch (KubeException e) {
            KubeException failure = e.isNotFound() ? Answers.notFound(KubeResource.LEASES, name) : e;
            hub.send(Answers.failed(command, Answers.nothing(), failure));
        }
    }

    /** One write of a lease. */
    private interface Write {
        ObjectNode apply(JsonNode lease);
    }
}
