package io.skep.cloud.cloudhub.internal.session;

import io.skep.cloud.cloudhub.internal.session.Downstream.Acked;
import io.skep.cloud.kube.KubeResource;

/**
 * Names a record.
 *
 * @param namespace empty for cluster-scoped objects
 */
record SyncKey(KubeResource resource, String namespace, String name) {

    /** The record of a message's node and object. */
    static SyncKey of(Acked message) {
        boolean clusterScoped = message.path().namespace().equals("null");
        return new SyncKey(
                clusterScoped ? KubeResource.CLUSTEROBJECTSYNCS : KubeResource.OBJECTSYNCS,
                clusterScoped ? "" : message.path().namespace(),
                message.node() + "." + message.uid());
    }
}
