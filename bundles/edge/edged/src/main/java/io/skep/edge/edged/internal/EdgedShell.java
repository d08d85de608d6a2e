package io.skep.edge.edged.internal;

import io.skep.beehive.api.SkepException;
import io.skep.edge.edged.internal.pod.ContainerLine;
import io.skep.edge.edged.internal.pod.PodDesk;
import io.skep.edge.edged.internal.pod.PodLogs;
import io.skep.edge.edged.internal.pod.PodTable.PodLine;
import io.skep.edge.runtime.ExecResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shell commands for the node's pods. */
@Component(
        service = EdgedShell.class,
        property = {
            "osgi.command.scope=edged",
            "osgi.command.function=pods",
            "osgi.command.function=containers",
            "osgi.command.function=logs",
            "osgi.command.function=previous",
            "osgi.command.function=exec"
        })
public final class EdgedShell {

    private static final int LINES = 100;
    private static final int MOST_LINES = 10_000;

    /** Where the shell keeps who it talks to. */
    private static final String WHO = "skep.who";

    private static final Logger AUDIT = LoggerFactory.getLogger("io.skep.audit");

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

    @Descriptor("shows the last 100 lines of a container before its last restart")
    public List<String> previous(
            @Descriptor("NAMESPACE/POD") String pod, @Descriptor("name of the container") String container) {
        return lines(pod, logs -> logs.previous(named(pod, container), LINES));
    }

    @Descriptor("lists the containers of this node's pods")
    public List<String> containers() {
        return edged.pods()
                .map(table -> table.list().stream()
                        .flatMap(pod -> table.find(pod.pod()).stream()
                                .flatMap(desk -> desk.containers().stream())
                                .map(container -> line(pod.pod(), container)))
                        .toList())
                .orElse(List.of());
    }

    private static String line(String pod, ContainerLine container) {
        return String.format(
                "%-40s %-20s %-20s restarts %-4d %-9s pid %-7d %s",
                pod,
                container.container(),
                container.state(),
                container.restarts(),
                container.ready() ? "ready" : "not ready",
                container.pid(),
                container.id());
    }

    @Descriptor(
            "runs a command in a container, for at most 30 seconds; without a container's name in the pod's first one")
    public List<String> exec(
            CommandSession session,
            @Descriptor("NAMESPACE/POD") String pod,
            @Descriptor("[CONTAINER] COMMAND [ARGUMENT ...]") String... words)
            throws InterruptedException {
        PodDesk desk = desk(pod);
        List<String> command = List.of(words);
        String container = desk.logs().first();
        if (command.size() > 1 && desk.logs().containers().contains(command.getFirst())) {
            container = command.getFirst();
            command = command.subList(1, command.size());
        }
        if (command.isEmpty()) {
            throw new SkepException(EdgedError.NO_SUCH_POD, "There is no command for " + pod + ".");
        }
        Object who = session == null ? null : session.get(WHO);
        AUDIT.info("edged:exec {} by {}", pod + " " + container + " " + command, who == null ? "another shell" : who);
        ExecResult result = desk.exec(container, command);
        List<String> lines = new ArrayList<>(result.output().lines().toList());
        lines.addAll(result.error().lines().toList());
        lines.add(result.timedOut() ? "timed out" : "exit code " + result.exitCode());
        return lines;
    }

    private interface Reading {
        List<String> from(PodLogs logs) throws IOException;
    }

    private List<String> read(String pod, String container, int tail) {
        return lines(pod, logs -> logs.tail(named(pod, container), tail));
    }

    private PodDesk desk(String pod) {
        return edged.pods()
                .flatMap(table -> table.find(pod))
                .orElseThrow(() -> new SkepException(EdgedError.NO_SUCH_POD, "There is no pod " + pod + " here."));
    }

    private String named(String pod, String container) {
        PodLogs logs = desk(pod).logs();
        String name = container.isEmpty() ? logs.first() : container;
        if (!logs.containers().contains(name)) {
            throw new SkepException(
                    EdgedError.NO_SUCH_POD,
                    "The pod " + pod + " has no container " + name + ", only " + logs.containers() + ".");
        }
        return name;
    }

    private List<String> lines(String pod, Reading reading) {
        try {
            return reading.from(desk(pod).logs());
        } catch (IOException e) {
            throw new SkepException(
                    EdgedError.FOLDER_UNUSABLE, "The log of " + pod + " cannot be read: " + e.getMessage() + ".", e);
        }
    }
}
