package io.skep.cloud.kube.internal;

import io.skep.beehive.api.ErrorCode;
import io.skep.beehive.api.ErrorType;

/** Why a call of the Kubernetes API can fail: SKEP-601 to 604. */
public enum KubeError implements ErrorCode {
    UNREACHABLE("SKEP-601", ErrorType.NETWORK, "Check that the API server runs and that the kubeconfig names it."),
    REFUSED("SKEP-602", ErrorType.REQUEST, "The sentence holds the API server's own words."),
    NO_KUBECONFIG(
            "SKEP-603",
            ErrorType.CONFIGURATION,
            "Write the file, or set kubeAPIConfig.kubeConfig in cloudcore.yaml; it is read again by itself."),
    STRANGE_ANSWER("SKEP-604", ErrorType.NETWORK, "Check that the address in the kubeconfig is a Kubernetes API.");

    private final String code;
    private final ErrorType type;
    private final String next;

    KubeError(String code, ErrorType type, String next) {
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
