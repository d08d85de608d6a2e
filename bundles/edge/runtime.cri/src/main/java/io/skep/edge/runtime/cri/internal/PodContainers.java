package io.skep.edge.runtime.cri.internal;

import com.google.protobuf.ByteString;
import io.skep.edge.runtime.ContainerRequest;
import io.skep.edge.runtime.ExecResult;
import io.skep.edge.runtime.PodRequest;
import io.skep.edge.runtime.RuntimeFailure;
import io.skep.edge.runtime.cri.internal.CallFailure.Kind;
import io.skep.edge.runtime.cri.internal.wire.Container;
import io.skep.edge.runtime.cri.internal.wire.ContainerState;
import io.skep.edge.runtime.cri.internal.wire.ExecSyncResponse;
import io.skep.edge.runtime.cri.internal.wire.PodSandboxConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts, stops and enters the containers of pods. */
final class PodContainers {

    private static final Logger LOG = LoggerFactory.getLogger(PodContainers.class);
    private static final int MOST_OUTPUT = 64 << 10;

    private final CriCalls calls;
    private final Labels labels;
    private final PodSandboxes sandboxes;
    private final SandboxConfigs sandboxConfigs;
    private final ContainerConfigs configs;

    PodContainers(CriCalls calls, Labels labels, PodSandboxes sandboxes) {
        this.calls = calls;
        this.labels = labels;
        this.sandboxes = sandboxes;
        this.sandboxConfigs = new SandboxConfigs(labels);
        this.configs = new ContainerConfigs(labels);
    }

    /** Does nothing when one of this name runs. */
    void start(PodRequest pod, ContainerRequest container) throws InterruptedException {
        checkLog(pod, container);
        String what = "The container " + container.name() + " of pod " + pod.namespace() + "/" + pod.name();
        String id;
        try {
            String sandbox = sandboxes.find(pod);
            List<Container> old = calls.containers(labels.container(pod.uid(), container.name()));
            if (old.stream().anyMatch(PodContainers::isRunning)) {
                return;
            }
            for (Container left : old) {
                calls.removeContainer(left.getId());
            }
            Files.createDirectories(container.log().getParent());
            PodSandboxConfig sandboxConfig = sandboxConfigs.of(pod, 0);
            id = calls.createContainer(sandbox, configs.of(pod, container), sandboxConfig);
        } catch (CallFailure e) {
            throw Failures.of(e, calls.connection().endpoint(), CriError.CREATE_FAILED, "CreateContainerError", what);
        } catch (IOException e) {
            throw new RuntimeFailure(
                    CriError.CREATE_FAILED,
                    "CreateContainerError",
                    what + " has no folder for its log: " + e.getMessage() + ".",
                    e);
        }
        begin(id, what);
    }

    private void begin(String id, String what) throws InterruptedException {
        try {
            calls.startContainer(id);
        } catch (CallFailure e) {
            discard(id);
            throw Failures.of(e, calls.connection().endpoint(), CriError.START_FAILED, "RunContainerError", what);
        }
    }

    /** What was never started is of no use to anybody; the next start removes it if this fails. */
    private void discard(String id) throws InterruptedException {
        try {
            calls.removeContainer(id);
        } catch (CallFailure e) {
            LOG.warn("container {} that did not start is left: {}", id, e.getMessage());
        }
    }

    private static void checkLog(PodRequest pod, ContainerRequest container) {
        if (!container.log().normalize().startsWith(pod.logs().normalize())) {
            throw new RuntimeFailure(
                    CriError.BAD_POD,
                    "CreateContainerError",
                    "The log " + container.log() + " is not in the pod's folder " + pod.logs() + ".");
        }
    }

    void stop(String uid, String name, Duration grace) throws InterruptedException {
        try {
            for (Container container : calls.containers(labels.container(uid, name))) {
                if (container.getState() == ContainerState.CONTAINER_RUNNING
                        || container.getState() == ContainerState.CONTAINER_UNKNOWN) {
                    calls.stopContainer(container.getId(), grace);
                }
            }
        } catch (CallFailure e) {
            throw Failures.of(
                    e,
                    calls.connection().endpoint(),
                    CriError.STOP_FAILED,
                    "KillContainerError",
                    "The stop of container " + name + " of pod " + uid);
        }
    }

    ExecResult exec(String uid, String name, List<String> command, Duration limit) throws InterruptedException {
        String what = "The command " + command + " in container " + name + " of pod " + uid;
        try {
            return exec(running(uid, name), command, limit);
        } catch (CallFailure e) {
            throw Failures.of(e, calls.connection().endpoint(), CriError.EXEC_FAILED, "ExecError", what);
        }
    }

    /** Only the command itself can time out: an engine that is slow to list its containers says nothing about them. */
    private ExecResult exec(String id, List<String> command, Duration limit) throws CallFailure, InterruptedException {
        try {
            ExecSyncResponse answer = calls.exec(id, command, limit);
            return new ExecResult(false, answer.getExitCode(), text(answer.getStdout()), text(answer.getStderr()));
        } catch (CallFailure e) {
            if (e.kind() == Kind.TIMEOUT) {
                return new ExecResult(true, 0, "", "");
            }
            throw e;
        }
    }

    void reopenLog(String uid, String name) throws InterruptedException {
        try {
            calls.reopenLog(running(uid, name));
        } catch (CallFailure e) {
            throw Failures.of(
                    e,
                    calls.connection().endpoint(),
                    CriError.REFUSED,
                    "ReopenLogError",
                    "The new log of container " + name + " of pod " + uid);
        }
    }

    private String running(String uid, String name) throws CallFailure, InterruptedException {
        return calls.containers(labels.container(uid, name)).stream()
                .filter(PodContainers::isRunning)
                .max(Comparator.comparing(Container::getCreatedAt))
                .orElseThrow(() -> new RuntimeFailure(
                        CriError.NOT_RUNNING,
                        "ContainerNotRunning",
                        "The container " + name + " of pod " + uid + " does not run."))
                .getId();
    }

    private static boolean isRunning(Container container) {
        return container.getState() == ContainerState.CONTAINER_RUNNING;
    }

    private static String text(ByteString bytes) {
        return bytes.substring(0, Math.min(bytes.size(), MOST_OUTPUT)).toString(StandardCharsets.UTF_8);
    }
}
