package io.skep.edge.runtime.cri.internal;

import io.skep.beehive.api.ErrorCode;
import io.skep.beehive.api.ErrorType;

/** Why a container engine does not do what it is asked to: SKEP-250 to SKEP-279. */
enum CriError implements ErrorCode {
    NOT_WANTED(
            "SKEP-250",
            ErrorType.CONFIGURATION,
            "Set modules.edged.remoteRuntimeEndpoint, for example to unix:///run/containerd/containerd.sock."),
    BAD_ENDPOINT("SKEP-251", ErrorType.CONFIGURATION, "Write the engine's socket as unix:///<path>."),
    UNAVAILABLE("SKEP-252", ErrorType.RESOURCE, "Start the container engine; it is tried again by itself."),
    NOT_PERMITTED("SKEP-253", ErrorType.PERMISSION, "Run edgecore as root, or give its user the socket."),
    NO_CRI(
            "SKEP-254",
            ErrorType.CONFIGURATION,
            "Take cri out of disabled_plugins in the engine's configuration; containerd 1.6 or newer is needed."),
    TIMEOUT(
            "SKEP-255",
            ErrorType.RESOURCE,
            "See the engine's log; modules.edged.tailoredKubeletConfig.runtimeRequestTimeout sets the limit."),
    NOT_READY("SKEP-256", ErrorType.CONFIGURATION, "Mend what the engine says; for the network, its CNI folder."),
    SANDBOX_FAILED("SKEP-257", ErrorType.RESOURCE, "See the engine's sentence; it is tried again by itself."),
    CREATE_FAILED("SKEP-258", ErrorType.REQUEST, "Correct the container in the pod's spec."),
    START_FAILED("SKEP-259", ErrorType.REQUEST, "Correct the container's command or its image."),
    STOP_FAILED("SKEP-260", ErrorType.RESOURCE, "See the engine's log; it is tried again by itself."),
    EXEC_FAILED("SKEP-261", ErrorType.REQUEST, "Run a command that is in the container's image."),
    PULL_FAILED("SKEP-262", ErrorType.REQUEST, "Correct the image's name or the pod's imagePullSecrets."),
    BAD_IMAGE("SKEP-263", ErrorType.REQUEST, "Write the image as [registry/]name[:tag] in lower case."),
    REGISTRY_UNAVAILABLE(
            "SKEP-264", ErrorType.NETWORK, "Check the registry from this machine; it is tried again by itself."),
    NO_SANDBOX("SKEP-265", ErrorType.RESOURCE, "Nothing: the pod is made again by itself."),
    NOT_RUNNING("SKEP-266", ErrorType.REQUEST, "See with cri:pods which containers run."),
    BAD_POD("SKEP-267", ErrorType.REQUEST, "Create the pod with a uid that Kubernetes has given."),
    REFUSED("SKEP-268", ErrorType.BUG, "See the engine's log and report it."),
    TOO_LARGE("SKEP-269", ErrorType.RESOURCE, "Let the command write less: 4 MiB is the most.");

    private final String code;
    private final ErrorType type;
    private final String next;

    CriError(String code, ErrorType type, String next) {
        this.code = code;
        this.type = type;
        this.next = next;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public ErrorType type() {
        return type;
    }

    @Override
    public String next() {
        return next;
    }
}
