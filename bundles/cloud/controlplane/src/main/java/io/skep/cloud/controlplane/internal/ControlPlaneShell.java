package io.skep.cloud.controlplane.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shell commands of the control plane. */
@Component(
        service = ControlPlaneShell.class,
        property = {
            "osgi.command.scope=controlplane",
            "osgi.command.function=list",
            "osgi.command.function=waiting",
        })
public final class ControlPlaneShell {

    private final ControlPlane controlPlane;

    @Activate
    public ControlPlaneShell(@Reference ControlPlane controlPlane) {
        this.controlPlane = controlPlane;
    }

    @Descriptor("lists the parts of the control plane with their passes and what keeps them from going on")
    public List<Map<String, Object>> list() {
        return controlPlane.states().stream().map(ControlPlaneShell::row).toList();
    }

    private static Map<String, Object> row(Loop.State state) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("part", state.name());
        row.put("passes", state.passes());
        row.put("failures", state.failures());
        row.put("trouble", state.trouble());
        return row;
    }

    @Descriptor("lists the pods that no node can take, with the reason")
    public Map<String, String> waiting() {
        return controlPlane.waiting();
    }
}
