package io.skep.edge.runtime.cri.internal;

import io.skep.edge.runtime.PodRequest;
import io.skep.edge.runtime.RuntimeFailure;
import io.skep.edge.runtime.cri.internal.wire.Container;
import io.skep.edge.runtime.cri.internal.wire.PodSandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Makes and removes the sandboxes of pods. */
final class PodSandboxes {

    private static final Pattern UID = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_.-]{0,126}[A-Za-z0-9])?");

    private final CriCalls calls;
    private final Labels labels;
    private final SandboxConfigs configs;
    private final PodCgroups cgroups;

    PodSandboxes(CriCalls calls, Labels labels, PodCgroups cgroups) {
        this.calls = calls;
        this.labels = labels;
        this.configs = new SandboxConfigs(labels);
        this.cgroups = cgroups;
    }

    void create(PodRequest pod) throws InterruptedException {
        check(pod);
        try {
            List<PodSandbox> old = calls.sandboxes(labels.pod(pod.uid()));
            Optional<PodSandbox> working = PodList.current(old).filter(PodList::isReady);
            int attempt = -1;
            for (PodSandbox sandbox : old) {
                attempt = Math.max(attempt, sandbox.getMetadata().getAttempt());
                if (!working.equals(Optional.of(sandbox))) {
                    calls.removeSandbox(sandbox.getId());
                }
            }
            if (working.isEmpty()) {
                if (!old.isEmpty()) {
                    cgroups.end(pod.uid());
                }
                Files.createDirectories(pod.logs());
                calls.runSandbox(configs.of(pod, attempt + 1), pod.handler());
            }
        } catch (CallFailure e) {
            throw Failures.of(
                    e,
                    calls.connection().endpoint(),
                    CriError.SANDBOX_FAILED,
                    "CreatePodSandboxError",
                    "The sandbox of pod " + pod.namespace() + "/" + pod.name());
        } catch (IOException e) {
            throw new RuntimeFailure(
                    CriError.SANDBOX_FAILED,
                    "CreatePodSandboxError",
                    "The folder " + pod.logs() + " for the pod's logs cannot be made: " + e.getMessage() + ".",
                    e);
        }
    }

    /** The uid becomes part of the name of a folder. */
    private static void check(PodRequest pod) {
        if (!UID.matcher(pod.uid()).matches()) {
            throw new RuntimeFailure(
                    CriError.BAD_POD,
                    "CreatePodSandboxError",
                    "The pod " + pod.namespace() + "/" + pod.name() + " has no usable uid: '" + pod.uid() + "'.");
        }
    }

    /** The sandbox that works. */
    String find(PodRequest pod) throws CallFailure, InterruptedException {
        return PodList.current(calls.sandboxes(labels.pod(pod.uid())))
                .filter(PodList::isReady)
                .orElseThrow(() -> new RuntimeFailure(
                        CriError.NO_SANDBOX,
                        "CreateContainerError",
                        "The pod " + pod.namespace() + "/" + pod.name() + " has no sandbox that works."))
                .getId();
    }

    /** Processes are ended only in the group of a pod that was ours: another node may have one with the same uid. */
    void remove(String uid) throws InterruptedException {
        boolean ours;
        try {
            List<PodSandbox> old = calls.sandboxes(labels.pod(uid));
            ours = !old.isEmpty();
            for (PodSandbox sandbox : old) {
                calls.removeSandbox(sandbox.getId());
            }
            for (Container container : calls.containers(labels.pod(uid))) {
                calls.removeContainer(container.getId());
            }
        } catch (CallFailure e) {
            throw Failures.of(
                    e,
                    calls.connection().endpoint(),
                    CriError.STOP_FAILED,
                    "KillPodSandboxError",
                    "The removal of pod " + uid);
        }
        if (UID.matcher(uid).matches()) {
            if (ours) {
                cgroups.end(uid);
            }
            cgroups.remove(uid);
        }
    }
}
