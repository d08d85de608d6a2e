package io.skep.edge.runtime.cri.internal;

import com.google.protobuf.MessageLite;
import io.skep.edge.runtime.RuntimeFailure;
import io.skep.edge.runtime.cri.internal.CallFailure.Kind;
import io.skep.edge.runtime.cri.internal.wire.Container;
import io.skep.edge.runtime.cri.internal.wire.ContainerConfig;
import io.skep.edge.runtime.cri.internal.wire.ContainerFilter;
import io.skep.edge.runtime.cri.internal.wire.ContainerId;
import io.skep.edge.runtime.cri.internal.wire.ContainerStatusRequest;
import io.skep.edge.runtime.cri.internal.wire.ContainerStatusResponse;
import io.skep.edge.runtime.cri.internal.wire.CreateContainerRequest;
import io.skep.edge.runtime.cri.internal.wire.ExecSyncRequest;
import io.skep.edge.runtime.cri.internal.wire.ExecSyncResponse;
import io.skep.edge.runtime.cri.internal.wire.ListContainersRequest;
import io.skep.edge.runtime.cri.internal.wire.ListPodSandboxRequest;
import io.skep.edge.runtime.cri.internal.wire.PodSandbox;
import io.skep.edge.runtime.cri.internal.wire.PodSandboxConfig;
import io.skep.edge.runtime.cri.internal.wire.PodSandboxFilter;
import io.skep.edge.runtime.cri.internal.wire.PodSandboxId;
import io.skep.edge.runtime.cri.internal.wire.PodSandboxStatus;
import io.skep.edge.runtime.cri.internal.wire.PodSandboxStatusRequest;
import io.skep.edge.runtime.cri.internal.wire.RunPodSandboxRequest;
import io.skep.edge.runtime.cri.internal.wire.StatusRequest;
import io.skep.edge.runtime.cri.internal.wire.StatusResponse;
import io.skep.edge.runtime.cri.internal.wire.StopContainerRequest;
import io.skep.edge.runtime.cri.internal.wire.VersionRequest;
import io.skep.edge.runtime.cri.internal.wire.VersionResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The calls for pods and containers, each with its limit of time. What the engine answers is turned into failures with a code by the caller. */
final class CriCalls {

    private static final Duration QUICK = Duration.ofSeconds(10);
    private static final Duration EXEC_MARGIN = Duration.ofSeconds(10);

    private final CriConnection connection;
    private final Duration limit;
    private final Duration quick;

    CriCalls(CriConnection connection, Duration limit) {
        this.connection = connection;
        this.limit = limit;
        this.quick = limit.compareTo(QUICK) < 0 ? limit : QUICK;
    }

    CriConnection connection() {
        return connection;
    }

    VersionResponse version() throws CallFailure, InterruptedException {
        return connection.call(
                CriMethod.VERSION, VersionRequest.newBuilder().setVersion("v1").build(), quick);
    }

    StatusResponse status() throws CallFailure, InterruptedException {
        return connection.call(CriMethod.STATUS, StatusRequest.getDefaultInstance(), quick);
    }

    List<PodSandbox> sandboxes(Map<String, String> labels) throws CallFailure, InterruptedException {
        connection.check();
        PodSandboxFilter filter =
                PodSandboxFilter.newBuilder().putAllLabelSelector(labels).build();
        return connection
                .call(
                        CriMethod.LIST_SANDBOXES,
                        ListPodSandboxRequest.newBuilder().setFilter(filter).build(),
                        quick)
                .getItemsList();
    }

    List<Container> containers(Map<String, String> labels) throws CallFailure, InterruptedException {
        connection.check();
        ContainerFilter filter =
                ContainerFilter.newBuilder().putAllLabelSelector(labels).build();
        return connection
                .call(
                        CriMethod.LIST_CONTAINERS,
                        ListContainersRequest.newBuilder().setFilter(filter).build(),
                        quick)
                .getContainersList();
    }

    /** Empty when it is gone meanwhile. */
    Optional<PodSandboxStatus> sandboxStatus(String id) throws CallFailure, InterruptedException {
        PodSandboxStatusRequest request =
                PodSandboxStatusRequest.newBuilder().setPodSandboxId(id).build();
        return found(CriMethod.SANDBOX_STATUS, request).map(answer -> answer.getStatus());
    }

    /** Empty when it is gone meanwhile. */
    Optional<ContainerStatusResponse> containerStatus(String id, boolean verbose)
            throws CallFailure, InterruptedException {
        ContainerStatusRequest request = ContainerStatusRequest.newBuilder()
                .setContainerId(id)
                .setVerbose(verbose)
                .build();
        return found(CriMethod.CONTAINER_STATUS, request);
    }

    private <Q extends MessageLite, R extends MessageLite> Optional<R> found(CriMethod<Q, R> method, Q question)
            throws CallFailure, InterruptedException {
        try {
            return Optional.of(connection.call(method, question, quick));
        } catch (CallFailure e) {
            if (e.kind() == Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    String runSandbox(PodSandboxConfig config, String handler) throws CallFailure, InterruptedException {
        RunPodSandboxRequest request = RunPodSandboxRequest.newBuilder()
                .setConfig(config)
                .setRuntimeHandler(handler)
                .build();
        return connection.call(CriMethod.RUN_SANDBOX, request, limit).getPodSandboxId();
    }

    /** Ends all that runs in it, without grace. */
    void removeSandbox(String id) throws CallFailure, InterruptedException {
        PodSandboxId request = PodSandboxId.newBuilder().setPodSandboxId(id).build();
        mayBeGone(CriMethod.STOP_SANDBOX, request, limit);
        mayBeGone(CriMethod.REMOVE_SANDBOX, request, limit);
    }

    String createContainer(String sandbox, ContainerConfig container, PodSandboxConfig pod)
            throws CallFailure, InterruptedException {
        CreateContainerRequest request = CreateContainerRequest.newBuilder()
                .setPodSandboxId(sandbox)
                .setConfig(container)
                .setSandboxConfig(pod)
                .build();
        return connection.call(CriMethod.CREATE_CONTAINER, request, limit).getContainerId();
    }

    void startContainer(String id) throws CallFailure, InterruptedException {
        connection.call(CriMethod.START_CONTAINER, container(id), limit);
    }

    void stopContainer(String id, Duration grace) throws CallFailure, InterruptedException {
        StopContainerRequest request = StopContainerRequest.newBuilder()
                .setContainerId(id)
                .setTimeout(seconds(grace))
                .build();
        mayBeGone(CriMethod.STOP_CONTAINER, request, limit.plus(grace));
    }

    /** Kills it first if it runs. */
    void removeContainer(String id) throws CallFailure, InterruptedException {
        mayBeGone(CriMethod.REMOVE_CONTAINER, container(id), limit);
    }

    private <Q extends MessageLite, R extends MessageLite> void mayBeGone(
            CriMethod<Q, R> method, Q question, Duration within) throws CallFailure, InterruptedException {
        try {
            connection.call(method, question, within);
        } catch (CallFailure e) {
            if (e.kind() != Kind.NOT_FOUND) {
                throw e;
            }
        }
    }

    void reopenLog(String id) throws CallFailure, InterruptedException {
        connection.call(CriMethod.REOPEN_LOG, container(id), quick);
    }

    ExecSyncResponse exec(String id, List<String> command, Duration within) throws CallFailure, InterruptedException {
        ExecSyncRequest request = ExecSyncRequest.newBuilder()
                .setContainerId(id)
                .addAllCmd(command)
                .setTimeout(Math.max(1, seconds(within)))
                .build();
        return connection.call(CriMethod.EXEC_SYNC, request, within.plus(EXEC_MARGIN));
    }

    private static ContainerId container(String id) {
        return ContainerId.newBuilder().setContainerId(id).build();
    }

    private static long seconds(Duration duration) {
        return duration.plusMillis(999).toSeconds();
    }

    /** What runs in one of these may be interrupted only where the contract says so. */
    interface Asking<T> {
        T ask() throws CallFailure, InterruptedException;
    }

    /** For calls whose contract knows no interruption: it stays set, and the engine counts as not to be reached. */
    <T> T ask(String what, Asking<T> question) {
        try {
            return question.ask();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RuntimeFailure(
                    CriError.UNAVAILABLE, Failures.UNAVAILABLE, what + " was not done: interrupted.", e);
        } catch (CallFailure e) {
            throw Failures.of(e, connection.endpoint(), CriError.REFUSED, "RuntimeError", what);
        }
    }
}
