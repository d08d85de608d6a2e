package io.skep.edge.runtime.cri.internal;

import io.skep.edge.runtime.cri.internal.wire.VersionResponse;

/** Name and version of the engine. Its name is asked for once, its version with each look at its condition. */
final class EngineVersion {

    private final CriCalls calls;
    private volatile String name = "";
    private volatile String version = "";

    EngineVersion(CriCalls calls) {
        this.calls = calls;
    }

    /** As in the ids of containers: {@code containerd://}. */
    String scheme() throws CallFailure, InterruptedException {
        if (name.isEmpty()) {
            ask();
        }
        return name + "://";
    }

    /** As in the node's status: {@code containerd://1.6.20}. */
    String ask() throws CallFailure, InterruptedException {
        VersionResponse answer = calls.version();
        version = answer.getRuntimeVersion();
        name = answer.getRuntimeName();
        return last();
    }

    /** What was answered last. */
    String last() {
        return name.isEmpty() ? "containerd://unknown" : name + "://" + version;
    }
}
