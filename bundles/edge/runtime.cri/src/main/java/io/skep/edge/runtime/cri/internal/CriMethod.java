package io.skep.edge.runtime.cri.internal;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.skep.edge.runtime.cri.internal.wire.ContainerId;
import io.skep.edge.runtime.cri.internal.wire.ContainerStatusRequest;
import io.skep.edge.runtime.cri.internal.wire.ContainerStatusResponse;
import io.skep.edge.runtime.cri.internal.wire.CreateContainerRequest;
import io.skep.edge.runtime.cri.internal.wire.Empty;
import io.skep.edge.runtime.cri.internal.wire.ExecSyncRequest;
import io.skep.edge.runtime.cri.internal.wire.ExecSyncResponse;
import io.skep.edge.runtime.cri.internal.wire.ImageRef;
import io.skep.edge.runtime.cri.internal.wire.ImageStatusRequest;
import io.skep.edge.runtime.cri.internal.wire.ImageStatusResponse;
import io.skep.edge.runtime.cri.internal.wire.ListContainersRequest;
import io.skep.edge.runtime.cri.internal.wire.ListContainersResponse;
import io.skep.edge.runtime.cri.internal.wire.ListPodSandboxRequest;
import io.skep.edge.runtime.cri.internal.wire.ListPodSandboxResponse;
import io.skep.edge.runtime.cri.internal.wire.PodSandboxId;
import io.skep.edge.runtime.cri.internal.wire.PodSandboxStatusRequest;
import io.skep.edge.runtime.cri.internal.wire.PodSandboxStatusResponse;
import io.skep.edge.runtime.cri.internal.wire.PullImageRequest;
import io.skep.edge.runtime.cri.internal.wire.RunPodSandboxRequest;
import io.skep.edge.runtime.cri.internal.wire.StatusRequest;
import io.skep.edge.runtime.cri.internal.wire.StatusResponse;
import io.skep.edge.runtime.cri.internal.wire.StopContainerRequest;
import io.skep.edge.runtime.cri.internal.wire.VersionRequest;
import io.skep.edge.runtime.cri.internal.wire.VersionResponse;

/**
 * A method of CRI v1.
 *
 * @param <Q> what is asked
 * @param <R> what is answered
 * @param name with its service
 * @param answers reads the answer
 */
record CriMethod<Q extends MessageLite, R extends MessageLite>(String name, Parser<Q> questions, Parser<R> answers) {

    static final CriMethod<VersionRequest, VersionResponse> VERSION =
            runtime("Version", VersionRequest.parser(), VersionResponse.parser());
    static final CriMethod<StatusRequest, StatusResponse> STATUS =
            runtime("Status", StatusRequest.parser(), StatusResponse.parser());
    static final CriMethod<RunPodSandboxRequest, PodSandboxId> RUN_SANDBOX =
            runtime("RunPodSandbox", RunPodSandboxRequest.parser(), PodSandboxId.parser());
    static final CriMethod<PodSandboxId, Empty> STOP_SANDBOX =
            runtime("StopPodSandbox", PodSandboxId.parser(), Empty.parser());
    static final CriMethod<PodSandboxId, Empty> REMOVE_SANDBOX =
            runtime("RemovePodSandbox", PodSandboxId.parser(), Empty.parser());
    static final CriMethod<PodSandboxStatusRequest, PodSandboxStatusResponse> SANDBOX_STATUS =
            runtime("PodSandboxStatus", PodSandboxStatusRequest.parser(), PodSandboxStatusResponse.parser());
    static final CriMethod<ListPodSandboxRequest, ListPodSandboxResponse> LIST_SANDBOXES =
            runtime("ListPodSandbox", ListPodSandboxRequest.parser(), ListPodSandboxResponse.parser());
    static final CriMethod<CreateContainerRequest, ContainerId> CREATE_CONTAINER =
            runtime("CreateContainer", CreateContainerRequest.parser(), ContainerId.parser());
    static final CriMethod<ContainerId, Empty> START_CONTAINER =
            runtime("StartContainer", ContainerId.parser(), Empty.parser());
    static final CriMethod<StopContainerRequest, Empty> STOP_CONTAINER =
            runtime("StopContainer", StopContainerRequest.parser(), Empty.parser());
    static final CriMethod<ContainerId, Empty> REMOVE_CONTAINER =
            runtime("RemoveContainer", ContainerId.parser(), Empty.parser());
    static final CriMethod<ListContainersRequest, ListContainersResponse> LIST_CONTAINERS =
            runtime("ListContainers", ListContainersRequest.parser(), ListContainersResponse.parser());
    static final CriMethod<ContainerStatusRequest, ContainerStatusResponse> CONTAINER_STATUS =
            runtime("ContainerStatus", ContainerStatusRequest.parser(), ContainerStatusResponse.parser());
    static final CriMethod<ContainerId, Empty> REOPEN_LOG =
            runtime("ReopenContainerLog", ContainerId.parser(), Empty.parser());
    static final CriMethod<ExecSyncRequest, ExecSyncResponse> EXEC_SYNC =
            runtime("ExecSync", ExecSyncRequest.parser(), ExecSyncResponse.parser());
    /** Its answers are only signs that something changed. */
    static final CriMethod<Empty, Empty> EVENTS = runtime("GetContainerEvents", Empty.parser(), Empty.parser());

    static final CriMethod<ImageStatusRequest, ImageStatusResponse> IMAGE_STATUS =
            image("ImageStatus", ImageStatusRequest.parser(), ImageStatusResponse.parser());
    static final CriMethod<PullImageRequest, ImageRef> PULL_IMAGE =
            image("PullImage", PullImageRequest.parser(), ImageRef.parser());

    private static <Q extends MessageLite, R extends MessageLite> CriMethod<Q, R> runtime(
            String name, Parser<Q> questions, Parser<R> answers) {
        return new CriMethod<>("runtime.v1.RuntimeService/" + name, questions, answers);
    }

    private static <Q extends MessageLite, R extends MessageLite> CriMethod<Q, R> image(
            String name, Parser<Q> questions, Parser<R> answers) {
        return new CriMethod<>("runtime.v1.ImageService/" + name, questions, answers);
    }
}
