package io.skep.cloud.kube;

/**
 * A kind of object and where it is served.
 *
 * @param group API group, empty for the core group
 */
public record KubeResource(String group, String version, String plural, String kind, boolean namespaced) {

    public static final KubeResource NAMESPACES = core("namespaces", "Namespace", false);
    public static final KubeResource NODES = core("nodes", "Node", false);
    public static final KubeResource PODS = core("pods", "Pod", true);
    public static final KubeResource CONFIGMAPS = core("configmaps", "ConfigMap", true);
    public static final KubeResource SECRETS = core("secrets", "Secret", true);
    public static final KubeResource SERVICEACCOUNTS = core("serviceaccounts", "ServiceAccount", true);
    public static final KubeResource EVENTS = core("events", "Event", true);
    public static final KubeResource PERSISTENTVOLUMES = core("persistentvolumes", "PersistentVolume", false);
    public static final KubeResource PERSISTENTVOLUMECLAIMS =
            core("persistentvolumeclaims", "PersistentVolumeClaim", true);
    public static final KubeResource VOLUMEATTACHMENTS =
            new KubeResource("storage.k8s.io", "v1", "volumeattachments", "VolumeAttachment", false);
    public static final KubeResource LEASES = new KubeResource("coordination.k8s.io", "v1", "leases", "Lease", true);
    public static final KubeResource RUNTIMECLASSES =
            new KubeResource("node.k8s.io", "v1", "runtimeclasses", "RuntimeClass", false);
    public static final KubeResource CRDS = new KubeResource(
            "apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false);
    public static final KubeResource OBJECTSYNCS =
            new KubeResource("reliablesyncs.kubeedge.io", "v1alpha1", "objectsyncs", "ObjectSync", true);
    public static final KubeResource CLUSTEROBJECTSYNCS =
            new KubeResource("reliablesyncs.kubeedge.io", "v1alpha1", "clusterobjectsyncs", "ClusterObjectSync", false);

    private static KubeResource core(String plural, String kind, boolean namespaced) {
        return new KubeResource("", "v1", plural, kind, namespaced);
    }

    /** {@code group/version}, or {@code v1} for the core group. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }
}
