package io.skep.edge.metamanager.internal;

import io.skep.beehive.api.ErrorCode;
import io.skep.beehive.api.ErrorType;

/** Why the metamanager cannot do what a module asks: SKEP-721 to SKEP-739. */
enum MetaError implements ErrorCode {
    NOT_CONNECTED("SKEP-721", ErrorType.NETWORK, "Try again when edgehub:status says connected."),
    NO_ANSWER("SKEP-722", ErrorType.NETWORK, "See the log of the cloud; raise metaManager.remoteQueryTimeout."),
    NOT_FOUND("SKEP-723", ErrorType.REQUEST, "See meta:list for the keys that are there."),
    LOST("SKEP-724", ErrorType.STORAGE, "Bring the link to the cloud back (edgehub:status); pods that run go on."),
    NOT_TOLD(
            "SKEP-725",
            ErrorType.NETWORK,
            "With a Go cloud delete the records: kubectl get objectsyncs -A -o name, those that begin with the node's name.");

    private final String code;
    private final ErrorType type;
    private final String next;

    MetaError(String code, ErrorType type, String next) {
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
