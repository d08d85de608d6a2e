package io.skep.edge.runtime.cri.internal;

import io.skep.edge.runtime.ContainerLimits;
import io.skep.edge.runtime.ContainerRequest;
import io.skep.edge.runtime.ContainerSecurity;
import io.skep.edge.runtime.PodNetwork;
import io.skep.edge.runtime.PodNetwork.Dns;
import io.skep.edge.runtime.PodRequest;
import io.skep.edge.runtime.PodSecurity;
import io.skep.edge.runtime.cri.internal.wire.ContainerState;
import io.skep.edge.runtime.cri.internal.wire.PodSandboxConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Takes the time of the bare calls that make one pod with one container in a network of its own, and removes it. It carries no node's label. */
final class EngineTrial {

    private static final String NODE = "-trial-";

    private final CriCalls calls;
    private final PodCgroups cgroups;

    EngineTrial(CriCalls calls, PodCgroups cgroups) {
        this.calls = calls;
        this.cgroups = cgroups;
    }

    /** Nanoseconds from the first call: the sandbox is there, the container runs; and what the removal took. */
    record Times(long sandbox, long running, long removal) {}

    /** @param image one with a program {@code sleep}, present on this machine */
    Times run(String image) throws CallFailure, InterruptedException, IOException {
        Path logs = Files.createTempDirectory("skep-trial");
        String uid = UUID.randomUUID().toString();
        Labels labels = new Labels(NODE);
        PodRequest pod = pod(uid, logs);
        PodSandboxConfig config = new SandboxConfigs(labels).of(pod, 0);
        long begun = System.nanoTime();
        String sandbox = calls.runSandbox(config, "");
        try {
            long made = System.nanoTime();
            String id = calls.createContainer(
                    sandbox, new ContainerConfigs(labels).of(pod, container(image, logs)), config);
            calls.startContainer(id);
            while (calls.containerStatus(id, false)
                    .filter(status -> status.getStatus().getState() == ContainerState.CONTAINER_RUNNING)
                    .isEmpty()) {
                Thread.onSpinWait();
            }
            long running = System.nanoTime();
            calls.removeSandbox(sandbox);
            return new Times(made - begun, running - begun, System.nanoTime() - running);
        } finally {
            calls.removeSandbox(sandbox);
            cgroups.remove(uid);
            Files.deleteIfExists(logs.resolve("trial.log"));
            Files.deleteIfExists(logs);
        }
    }

    private static PodRequest pod(String uid, Path logs) {
        return new PodRequest(
                uid,
                "skep",
                "trial",
                Map.of(),
                Map.of(),
                "",
                "trial",
                logs,
                new PodNetwork(false, Dns.NONE, List.of()),
                PodSecurity.DEFAULT);
    }

    private static ContainerRequest container(String image, Path logs) {
        return new ContainerRequest(
                "trial",
                image,
                0,
                List.of("sleep", "1000"),
                List.of(),
                "",
                Map.of(),
                List.of(),
                logs.resolve("trial.log"),
                ContainerLimits.NONE,
                ContainerSecurity.DEFAULT,
                ContainerRequest.Input.NONE);
    }
}
