package io.skep.edge.runtime.cri.internal;

import io.skep.edge.runtime.ContainerState;
import io.skep.edge.runtime.RunningPod;
import io.skep.edge.runtime.cri.internal.wire.Container;
import io.skep.edge.runtime.cri.internal.wire.PodSandbox;
import io.skep.edge.runtime.cri.internal.wire.PodSandboxState;
import io.skep.edge.runtime.cri.internal.wire.PodSandboxStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Reads the pods of this node from the engine. Only what cannot change is kept: a sandbox's address, and how a container was started or ended. */
final class PodList {

    private final CriCalls calls;
    private final Labels labels;
    private final ContainerStates states;
    private final Map<Known, String> addresses = new ConcurrentHashMap<>();

    /** A sandbox that works. */
    private record Known(String uid, String id) {}

    PodList(CriCalls calls, Labels labels, ContainerStates states) {
        this.calls = calls;
        this.labels = labels;
        this.states = states;
    }

    List<RunningPod> all() throws CallFailure, InterruptedException {
        List<PodSandbox> sandboxes = calls.sandboxes(labels.all());
        List<Container> containers = calls.containers(labels.all());
        Set<String> ids = ids(sandboxes);
        addresses.keySet().removeIf(known -> !ids.contains(known.id()));
        states.retain(containers.stream().map(Container::getId).collect(Collectors.toSet()));
        return read(sandboxes, containers);
    }

    Optional<RunningPod> find(String uid) throws CallFailure, InterruptedException {
        List<PodSandbox> sandboxes = calls.sandboxes(labels.pod(uid));
        List<Container> containers = sandboxes.isEmpty() ? List.of() : calls.containers(labels.pod(uid));
        Set<String> ids = ids(sandboxes);
        addresses.keySet().removeIf(known -> known.uid().equals(uid) && !ids.contains(known.id()));
        states.retain(uid, containers.stream().map(Container::getId).collect(Collectors.toSet()));
        return read(sandboxes, containers).stream().findFirst();
    }

    private static Set<String> ids(List<PodSandbox> sandboxes) {
        return sandboxes.stream().map(PodSandbox::getId).collect(Collectors.toSet());
    }

    /** By the uid of the pod. */
    Map<String, String> sandboxIds() throws CallFailure, InterruptedException {
        Map<String, String> ids = new HashMap<>();
        for (PodSandbox sandbox : calls.sandboxes(labels.all())) {
            ids.merge(sandbox.getMetadata().getUid(), sandbox.getId(), (a, b) -> a + " " + b);
        }
        return ids;
    }

    /** The newest that works, else the newest. */
    static Optional<PodSandbox> current(List<PodSandbox> sandboxes) {
        return sandboxes.stream().max(Comparator.comparing(PodList::isReady).thenComparing(PodSandbox::getCreatedAt));
    }

    static boolean isReady(PodSandbox sandbox) {
        return sandbox.getState() == PodSandboxState.SANDBOX_READY;
    }

    private List<RunningPod> read(List<PodSandbox> sandboxes, List<Container> containers)
            throws CallFailure, InterruptedException {
        Map<String, List<PodSandbox>> byUid = new LinkedHashMap<>();
        for (PodSandbox sandbox : sandboxes) {
            byUid.computeIfAbsent(sandbox.getMetadata().getUid(), uid -> new ArrayList<>())
                    .add(sandbox);
        }
        Map<String, Map<String, Container>> newest = newest(containers);
        List<RunningPod> pods = new ArrayList<>();
        for (Map.Entry<String, List<PodSandbox>> pod : byUid.entrySet()) {
            PodSandbox sandbox = current(pod.getValue()).orElseThrow();
            List<ContainerState> of = new ArrayList<>();
            for (Container container :
                    newest.getOrDefault(pod.getKey(), Map.of()).values()) {
                states.read(container).ifPresent(of::add);
            }
            pods.add(new RunningPod(
                    pod.getKey(),
                    sandbox.getMetadata().getNamespace(),
                    sandbox.getMetadata().getName(),
                    address(sandbox),
                    isReady(sandbox),
                    of));
        }
        return pods;
    }

    /** By uid and name. One that was never started is what an interrupted start has left. */
    private static Map<String, Map<String, Container>> newest(List<Container> containers) {
        Map<String, Map<String, Container>> newest = new HashMap<>();
        for (Container container : containers) {
            if (ContainerStates.wasStarted(container)) {
                newest.computeIfAbsent(container.getLabelsOrDefault(Labels.POD_UID, ""), uid -> new LinkedHashMap<>())
                        .merge(
                                container.getMetadata().getName(),
                                container,
                                (a, b) -> a.getCreatedAt() > b.getCreatedAt() ? a : b);
            }
        }
        return newest;
    }

    private String address(PodSandbox sandbox) throws CallFailure, InterruptedException {
        Known key = new Known(sandbox.getMetadata().getUid(), sandbox.getId());
        String known = addresses.get(key);
        if (known != null || !isReady(sandbox)) {
            return known == null ? "" : known;
        }
        Optional<PodSandboxStatus> status = calls.sandboxStatus(sandbox.getId());
        String ip = status.map(found -> found.getNetwork().getIp()).orElse("");
        if (status.isPresent()) {
            addresses.put(key, ip);
        }
        return ip;
    }
}
