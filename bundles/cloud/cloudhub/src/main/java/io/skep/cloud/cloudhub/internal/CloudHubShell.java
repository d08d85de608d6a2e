package io.skep.cloud.cloudhub.internal;

import io.skep.cloud.cloudhub.internal.session.NodeSession;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code cloudhub:nodes}. */
@Component(
        service = CloudHubShell.class,
        property = {"osgi.command.scope=cloudhub", "osgi.command.function=nodes"})
public final class CloudHubShell {

    private final CloudHubModule hub;

    @Activate
    public CloudHubShell(@Reference CloudHubModule hub) {
        this.hub = hub;
    }

    /** The connected edges. */
    @Descriptor("lists the connected edges, each with its traffic and what it has not acknowledged yet")
    public List<Map<String, Object>> nodes() {
        return hub.nodes().stream().map(CloudHubShell::columns).toList();
    }

    private static Map<String, Object> columns(NodeSession.Row row) {
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("node", row.node());
        columns.put("peer", row.peer());
        columns.put("since", row.since().truncatedTo(ChronoUnit.SECONDS));
        columns.put("keepalive", row.keepalive().truncatedTo(ChronoUnit.SECONDS));
        columns.put("sent", row.sent());
        columns.put("received", row.received());
        columns.put("waiting", row.waiting());
        columns.put("skep", row.skep());
        columns.put("lane", row.lane());
        return columns;
    }
}
