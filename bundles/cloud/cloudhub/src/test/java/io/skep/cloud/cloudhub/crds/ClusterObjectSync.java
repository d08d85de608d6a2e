package io.skep.cloud.cloudhub.crds;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** What one edge has acknowledged of one cluster-scoped object; named {@code NODE.UID}. */
@Group("reliablesyncs.kubeedge.io")
@Version("v1alpha1")
public class ClusterObjectSync extends CustomResource<SyncSpec, SyncStatus> {

    private static final long serialVersionUID = 1L;
}
