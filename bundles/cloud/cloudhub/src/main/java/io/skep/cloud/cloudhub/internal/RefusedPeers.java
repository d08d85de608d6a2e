package io.skep.cloud.cloudhub.internal;

import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What the hub refused, offered to beehive.metrics. */
@Component(
        property = {
            "skep.metric=skep_cloudhub_refused",
            "skep.metric.type=counter",
            "skep.metric.help=Connections, certificates and messages that the hub refused."
        })
public final class RefusedPeers implements LongSupplier {

    private final CloudHubModule hub;

    @Activate
    public RefusedPeers(@Reference CloudHubModule hub) {
        this.hub = hub;
    }

    @Override
    public long getAsLong() {
        return hub.refusals().count();
    }
}
