package io.skep.edge.runtime.cri.internal;

import io.skep.edge.runtime.ContainerState;
import io.skep.edge.runtime.ContainerState.Phase;
import io.skep.edge.runtime.RunningPod;
import io.skep.edge.runtime.RuntimeCondition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shell commands for the container engine. */
@Component(
        service = CriShell.class,
        property = {
            "osgi.command.scope=cri",
            "osgi.command.function=info",
            "osgi.command.function=pods",
            "osgi.command.function=time"
        })
public final class CriShell {

    private final CriPodRuntime runtime;

    @Activate
    public CriShell(@Reference CriPodRuntime runtime) {
        this.runtime = runtime;
    }

    @Descriptor("shows whether the container engine can run pods, where it listens and its version")
    public List<String> info() {
        RuntimeCondition condition = runtime.condition();
        String endpoint =
                runtime.endpoint().isEmpty() ? "none" : runtime.endpoint().toString();
        return List.of(
                "ready    " + condition.ready() + (condition.ready() ? "" : "  " + condition.message()),
                "endpoint " + endpoint,
                "version  " + condition.version());
    }

    @Descriptor("lists this node's pods in the container engine with their sandboxes and containers")
    public List<String> pods() {
        Map<String, String> sandboxes = runtime.sandboxIds();
        List<String> lines = new ArrayList<>();
        for (RunningPod pod : runtime.pods()) {
            lines.add(String.format(
                    "%s/%s uid %s %s %s sandbox %s",
                    pod.namespace(),
                    pod.name(),
                    pod.uid(),
                    pod.ready() ? "ready" : "not-ready",
                    pod.ip().isEmpty() ? "host-network" : pod.ip(),
                    sandboxes.getOrDefault(pod.uid(), "")));
            pod.containers().forEach(container -> lines.add(line(container)));
        }
        return lines;
    }

    @Descriptor("takes the time of the engine's bare calls for a throw-away pod with one container")
    public List<String> time(@Descriptor("image with a program sleep that is on this machine") String image)
            throws InterruptedException {
        EngineTrial.Times times = runtime.trial(image);
        return List.of(
                String.format(Locale.ROOT, "sandbox  after %.1f ms", times.sandbox() / 1e6),
                String.format(Locale.ROOT, "running  after %.1f ms", times.running() / 1e6),
                String.format(Locale.ROOT, "removal  took %.1f ms", times.removal() / 1e6));
    }

    private static String line(ContainerState container) {
        String how = container.phase() == Phase.EXITED
                ? container.reason() + " " + container.exitCode()
                : "pid " + container.pid();
        return String.format(
                "  %-20s %-8s %-20s attempt %-3d %s",
                container.name(), container.phase(), how, container.attempt(), container.id());
    }
}
