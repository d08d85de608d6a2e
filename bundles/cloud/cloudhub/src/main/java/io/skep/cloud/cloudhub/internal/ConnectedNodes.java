package io.skep.cloud.cloudhub.internal;

import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** KubeEdge's one metric of its hub, offered to beehive.metrics. */
@Component(
        property = {
            "skep.metric=KubeEdge_CloudHub_connected_nodes",
            "skep.metric.help=Edges that have a session at this cloudcore."
        })
public final class ConnectedNodes implements LongSupplier {

    private final CloudHubModule hub;

    @Activate
    public ConnectedNodes(@Reference CloudHubModule hub) {
        this.hub = hub;
    }

    @Override
    public long getAsLong() {
        return hub.nodes().size();
    }
}
