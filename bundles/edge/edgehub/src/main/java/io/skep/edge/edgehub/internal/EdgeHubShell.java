package io.skep.edge.edgehub.internal;

import io.skep.common.transport.Link;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shell commands of the hub. */
@Component(
        service = EdgeHubShell.class,
        property = {"osgi.command.scope=edgehub", "osgi.command.function=status"})
public final class EdgeHubShell {

    private final EdgeHubModule module;

    @Activate
    public EdgeHubShell(@Reference EdgeHubModule module) {
        this.module = module;
    }

    @Descriptor("shows the link to the cloud, the certificate and what waits to be sent")
    public Map<String, Object> status() throws InterruptedException {
        EdgeHub.Status status = module.status();
        Map<String, Object> lines = new LinkedHashMap<>();
        lines.put("node", status.settings().nodeName());
        lines.put("server", status.settings().server());
        lines.put("state", status.link().isPresent() ? "connected" : "not connected");
        lines.put("since", status.since());
        lines.put("skepPeer", status.link().map(Link::skepPeer).orElse(false));
        lines.put("connects", status.connects());
        lines.put("sent", status.cloud().sent());
        lines.put("received", status.cloud().received());
        lines.put("outbox", module.outboxSize());
        lines.put("outboxLeftOut", module.outboxLeftOut());
        status.identity().ifPresent(identity -> {
            identity.certificate().ifPresent(certificate -> {
                lines.put("certificate", certificate.getSubjectX500Principal().getName());
                lines.put("validUntil", certificate.getNotAfter().toInstant());
            });
            lines.put("renewedFrom", identity.rotateAt());
        });
        lines.put("lastFailure", status.lastFailure());
        return lines;
    }
}
