package io.skep.cloud.edgecontroller.internal.up;

import io.skep.cloud.edgecontroller.internal.EdgeCommand;
import io.skep.cloud.edgecontroller.internal.Outgoing;
import io.skep.cloud.edgecontroller.internal.down.EdgeView;
import io.skep.cloud.kube.KubeClient;
import java.time.Duration;
import java.time.InstantSource;

/** Carries out what edges ask, each on the API and with the answer that a Go cloud would give. Thread-safe. */
public final class EdgeRequests {

    private final NodeRequests nodes;
    private final PodRequests pods;
    private final LeaseRequests leases;
    private final Queries queries;
    private final EventRequests events;
    private final LegacyStatus legacy;
    private final Resync resync;

    /** @param heartbeat age from which a condition's heartbeat counts as old */
    public EdgeRequests(
            KubeClient kube, EdgeView view, Outgoing hub, Refused refused, Duration heartbeat, InstantSource clock) {
        Access access = new Access(kube, view, refused);
        this.nodes = new NodeRequests(kube, view, access, hub);
        this.pods = new PodRequests(kube, access, hub);
        this.leases = new LeaseRequests(kube, access, hub);
        this.queries = new Queries(kube, view, access, hub);
        this.events = new EventRequests(kube, access, hub);
        this.resync = new Resync(kube, hub);
        this.legacy = new LegacyStatus(kube, access, hub, heartbeat, clock);
    }

    /** Carries one request out and sends its answer, if it has one. */
    public void handle(EdgeCommand command) throws InterruptedException {
        switch (command.action()) {
            case CONNECTED -> {}
            case NODE_INSERT -> nodes.insert(command);
            case NODE_QUERY -> nodes.query(command);
            case NODE_UPDATE -> nodes.update(command);
            case NODE_PATCH -> nodes.patch(command);
            case NODE_STATUS_INSERT -> legacy.insertNode(command);
            case NODE_STATUS_UPDATE -> legacy.updateNode(command);
            case POD_PATCH -> pods.patch(command);
            case POD_STATUS -> legacy.updatePods(command);
            case POD_INSERT -> pods.insert(command);
            case POD_LIST -> resync.tellAll(command);
            case POD_DELETE -> pods.delete(command);
            case LEASE_INSERT -> leases.insert(command);
            case LEASE_UPDATE -> leases.update(command);
            case LEASE_QUERY -> leases.query(command);
            case CONFIGMAP_QUERY -> queries.configMap(command);
            case SECRET_QUERY -> queries.secret(command);
            case VOLUME_QUERY -> queries.volume(command);
            case CLAIM_QUERY -> queries.claim(command);
            case ATTACHMENT_QUERY -> queries.attachment(command);
            case TOKEN_QUERY -> queries.token(command);
            case EVENT_INSERT, EVENT_UPDATE -> events.write(command);
            case EVENT_PATCH -> events.patch(command);
        }
    }
}
