package io.skep.edge.runtime.cri.internal;

import io.skep.edge.runtime.ContainerLimits;
import io.skep.edge.runtime.ContainerRequest;
import io.skep.edge.runtime.ContainerRequest.Input;
import io.skep.edge.runtime.ContainerRequest.Mount;
import io.skep.edge.runtime.ContainerSecurity;
import io.skep.edge.runtime.PodNetwork;
import io.skep.edge.runtime.PodRequest;
import io.skep.edge.runtime.PodSecurity;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Pods and containers for tests. */
final class Requests {

    private Requests() {}

    static PodRequest pod(Path root, String uid, PodNetwork network) {
        return pod(root, uid, network, PodSecurity.DEFAULT);
    }

    static PodRequest pod(Path root, String uid, PodNetwork network, PodSecurity security) {
        return new PodRequest(
                uid,
                "default",
                "pod-" + uid,
                Map.of("app", "test"),
                Map.of("note", "x"),
                "",
                "host-" + uid,
                root.resolve(uid + "/logs"),
                network,
                security);
    }

    static ContainerRequest container(PodRequest pod, String name, int attempt, String... command) {
        return container(pod, name, attempt, ContainerLimits.NONE, ContainerSecurity.DEFAULT, List.of(), command);
    }

    static ContainerRequest container(
            PodRequest pod,
            String name,
            int attempt,
            ContainerLimits limits,
            ContainerSecurity security,
            List<Mount> mounts,
            String... command) {
        return new ContainerRequest(
                name,
                Containerd.BUSYBOX,
                attempt,
                List.of(command),
                List.of(),
                "",
                Map.of("GREETING", "hello"),
                mounts,
                pod.logs().resolve(name + "/" + attempt + ".log"),
                limits,
                security,
                Input.NONE);
    }
}
