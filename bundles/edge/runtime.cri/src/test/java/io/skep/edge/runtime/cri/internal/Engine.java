package io.skep.edge.runtime.cri.internal;

import io.skep.edge.runtime.ContainerState;
import io.skep.edge.runtime.ContainerState.Phase;
import io.skep.edge.runtime.ExecResult;
import io.skep.edge.runtime.RunningPod;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** A real engine and the runtime that is tested with it. */
final class Engine {

    private final Containerd containerd;
    private final CriPodRuntime runtime;

    private Engine(Containerd containerd) {
        this.containerd = containerd;
        this.runtime = newRuntime();
    }

    static Engine start() throws IOException, InterruptedException {
        Containerd.require();
        Engine engine = new Engine(Containerd.start());
        Eventually.is("the engine is ready", () -> engine.runtime.condition().ready());
        return engine;
    }

    /** Another one for the same node, as after a start of the edge. */
    CriPodRuntime newRuntime() {
        return newRuntime("edge-t");
    }

    CriPodRuntime newRuntime(String node) {
        Endpoint endpoint = new Endpoint("unix://" + containerd.socket());
        return new CriPodRuntime(
                new CriSettings(node, endpoint, endpoint, Duration.ofMinutes(1)),
                new PodCgroups(Path.of("/proc/self/mountinfo")),
                InstantSource.system());
    }

    Containerd containerd() {
        return containerd;
    }

    CriPodRuntime runtime() {
        return runtime;
    }

    Path pods() {
        return containerd.pods();
    }

    ContainerState state(String uid, String name) {
        return runtime.find(uid).orElseThrow().find(name).orElseThrow();
    }

    ContainerState ended(String uid, String name) {
        Eventually.is(name + " has ended", () -> state(uid, name).phase() == Phase.EXITED);
        return state(uid, name);
    }

    String sh(String uid, String container, String script) throws InterruptedException {
        ExecResult result = runtime.exec(uid, container, List.of("sh", "-c", script), Duration.ofSeconds(10));
        return result.output() + result.error();
    }

    void removeAll() throws InterruptedException {
        for (RunningPod pod : runtime.pods()) {
            runtime.remove(pod.uid());
        }
    }

    void end() throws IOException, InterruptedException {
        runtime.close();
        containerd.end();
    }
}
