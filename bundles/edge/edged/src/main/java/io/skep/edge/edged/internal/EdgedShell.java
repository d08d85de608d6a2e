package io.skep.edge.edged.internal;

import io.skep.beehive.api.SkepException;
import io.skep.edge.edged.internal.pod.PodLogs;
import io.skep.edge.edged.internal.pod.PodTable.PodLine;
import java.io.IOException;
import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shell commands for the node's pods. */
@Component(
        service = EdgedShell.class,
        property = {"osgi.command.scope=edged", "osgi.command.function=pods", "osgi.command.function=logs"})
public final class EdgedShell {

    private static final int LINES = 100;
    private static final int MOST_LINES = 10_000;

    private final EdgedModule edged;

    @Activate
    public EdgedShell(@Reference EdgedModule edged) {
        this.edged = edged;
    }

    @Descriptor("lists the pods of this node")
    public List<String> pods() {
        return edged.pods()
                .map(table -> table.list().stream().map(EdgedShell::line).toList())
                .orElse(List.of());
    }

    private static String line(PodLine pod) {
        return String.format(
                "%-40s %-10s restarts %-4d %-5s %s", pod.pod(), pod.phase(), pod.restarts(), pod.runtime(), pod.uid());
    }

    @Descriptor("shows the last 100 lines that a pod's first container has logged")
    public List<String> logs(@Descriptor("NAMESPACE/POD") String pod) {
        return read(pod, "", LINES);
    }

    @Descriptor("shows the last 100 lines that a container has logged")
    public List<String> logs(
            @Descriptor("NAMESPACE/POD") String pod, @Descriptor("name of the container") String container) {
        return read(pod, container, LINES);
    }

    @Descriptor("shows the last lines that a container has logged")
    public List<String> logs(
            @Descriptor("NAMESPACE/POD") String pod,
            @Descriptor("name of the container") String container,
            @Descriptor("how many lines") int tail) {
        return read(pod, container, Math.clamp(tail, 1, MOST_LINES));
    }

    private List<String> read(String pod, String container, int tail) {
        PodLogs logs = edged.pods()
                .flatMap(table -> table.logs(pod))
                .orElseThrow(() -> new SkepException(EdgedError.NO_SUCH_POD, "There is no pod " + pod + " here."));
        String name = container.isEmpty() ? logs.first() : container;
        if (!logs.containers().contains(name)) {
            throw new SkepException(
                    EdgedError.NO_SUCH_POD,
                    "The pod " + pod + " has no container " + name + ", only " + logs.containers() + ".");
        }
        try {
            return logs.tail(name, tail);
        } catch (IOException e) {
            throw new SkepException(
                    EdgedError.FOLDER_UNUSABLE, "The log of " + pod + " cannot be read: " + e.getMessage() + ".", e);
        }
    }
}
