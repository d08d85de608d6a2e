package io.skep.edge.edged.internal;

import io.skep.beehive.api.ErrorCode;
import io.skep.beehive.api.ErrorType;

/** Why a pod or the node is not as wished: SKEP-801 to SKEP-829. */
public enum EdgedError implements ErrorCode {
    NO_RUNTIME(
            "SKEP-801",
            ErrorType.CONFIGURATION,
            "Set runtimeClassName: osgi in the pod to run a bundle, or run the pod on a node with a container engine."),
    REFERENCE_MISSING(
            "SKEP-802", ErrorType.REQUEST, "Create the object or the key; the pod starts by itself within a minute."),
    NOT_SUPPORTED(
            "SKEP-803", ErrorType.REQUEST, "Take the field out of the pod, or run the pod on a node that can do it."),
    BAD_REFERENCE("SKEP-804", ErrorType.REQUEST, "Correct the field in the pod's spec and create the pod again."),
    NO_SUCH_POD("SKEP-805", ErrorType.REQUEST, "List the pods of this node with edged:pods."),
    FOLDER_UNUSABLE(
            "SKEP-806",
            ErrorType.STORAGE,
            "Create edged's rootDirectory, give it to the user that runs edgecore and see that its disk is not full."),
    BAD_TAINTS(
            "SKEP-807",
            ErrorType.CONFIGURATION,
            "Write modules.edged.registerWithTaints as a list of objects with key, value and effect."),
    BAD_DURATION("SKEP-808", ErrorType.CONFIGURATION, "Write durations as Go does: 10s, 1m30s, 500ms, 2h."),
    RUNTIME_NOT_READY(
            "SKEP-809",
            ErrorType.CONFIGURATION,
            "Start the container engine, or correct modules.edged.remoteRuntimeEndpoint; the pod goes on by itself."),
    IMAGE_ABSENT(
            "SKEP-810", ErrorType.REQUEST, "Load the image onto the node, or let imagePullPolicy be IfNotPresent."),
    BAD_SIZE(
            "SKEP-811",
            ErrorType.CONFIGURATION,
            "Write modules.edged.tailoredKubeletConfig.containerLogMaxSize as 10Mi, 500Ki or a number of bytes."),
    WOULD_BE_ROOT(
            "SKEP-819",
            ErrorType.REQUEST,
            "Set runAsUser to a number other than 0, or take an image whose user is such a number."),
    MOUNT_FAILED(
            "SKEP-820",
            ErrorType.STORAGE,
            "Run edgecore as root on a machine with mount and umount; the pod is tried again by itself."),
    NOT_SHARED(
            "SKEP-821",
            ErrorType.CONFIGURATION,
            "Put the folder on a shared mount (mount --bind DIR DIR; mount --make-rshared DIR), or take mountPropagation out of the pod."),
    HOST_PATH_WRONG(
            "SKEP-822",
            ErrorType.REQUEST,
            "Create what the pod wants on this machine, or correct path and type of the hostPath volume."),
    SUB_PATH_LEAVES(
            "SKEP-823",
            ErrorType.PERMISSION,
            "Remove the link from the volume; a sub path may follow links only inside its volume.");

    private final String code;
    private final ErrorType type;
    private final String next;

    EdgedError(String code, ErrorType type, String next) {
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
