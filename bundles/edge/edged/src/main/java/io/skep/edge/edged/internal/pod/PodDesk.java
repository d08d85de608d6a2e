package io.skep.edge.edged.internal.pod;

import io.skep.beehive.api.SkepException;
import io.skep.common.model.KubeObject;
import io.skep.edge.edged.internal.EdgedError;
import io.skep.edge.runtime.ExecResult;
import io.skep.edge.runtime.PodRuntime;
import java.time.Duration;
import java.util.List;

/** What people at the shell may ask of one pod. */
public final class PodDesk {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final PodWorker worker;
    private final Runtimes runtimes;

    PodDesk(PodWorker worker, Runtimes runtimes) {
        this.worker = worker;
        this.runtimes = runtimes;
    }

    public PodLogs logs() {
        return new PodLogs(worker.pod(), worker.folder());
    }

    public List<ContainerLine> containers() {
        return worker.containers();
    }

    /** Runs a command in a container, for at most half a minute. */
    public ExecResult exec(String container, List<String> command) throws InterruptedException {
        String handler = Runtimes.handler(worker.pod());
        PodRuntime runtime = runtimes.find(handler)
                .orElseThrow(() -> new SkepException(
                        EdgedError.NO_RUNTIME, "This node has no runtime with the handler " + handler + "."));
        return runtime.exec(KubeObject.uid(worker.pod()), container, command, LIMIT);
    }
}
