package io.skep.edge.edged.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** KubeEdge's section {@code modules.edged}; labels come beside it as {@code nodeLabels.<key>}. */
@ObjectClassDefinition(name = "Skep edged", description = "The node and its pods")
@interface EdgedConfig {

    @AttributeDefinition(description = "name of the node; common.config fills in the host's name")
    String hostnameOverride() default "default-edge-node";

    @AttributeDefinition(description = "address of the node; empty: the first address of the host that is not loopback")
    String nodeIP() default "";

    @AttributeDefinition(description = "folder for the pods' volumes, logs and state")
    String rootDirectory() default "/var/lib/edged";

    @AttributeDefinition(description = "create the node object when it does not exist")
    boolean registerNode() default true;

    @AttributeDefinition(description = "false: the node is registered unschedulable")
    boolean registerSchedulable() default true;

    @AttributeDefinition(description = "namespace word in the messages about the node")
    String registerNodeNamespace() default "default";

    @AttributeDefinition(description = "taints of a new node: JSON array of objects with key, value and effect")
    String registerWithTaints() default "[]";

    @AttributeDefinition(description = "how often the node's state is looked at")
    String tailoredKubeletConfig_nodeStatusUpdateFrequency() default "10s";

    @AttributeDefinition(description = "how often the node's state is reported when it does not change")
    String tailoredKubeletConfig_nodeStatusReportFrequency() default "5m";

    @AttributeDefinition(description = "life of the node's lease in seconds; renewed at a quarter of it")
    int tailoredKubeletConfig_nodeLeaseDurationSeconds() default 40;

    @AttributeDefinition(description = "how often volumes made of ConfigMaps and Secrets are brought up to date")
    String tailoredKubeletConfig_syncFrequency() default "1m";

    @AttributeDefinition(description = "addresses of the cluster's name servers; empty: pods use the machine's")
    String[] tailoredKubeletConfig_clusterDNS() default {};

    @AttributeDefinition(description = "domain of the cluster's services")
    String tailoredKubeletConfig_clusterDomain() default "cluster.local";

    @AttributeDefinition(description = "the resolver's file that pods with the DNS policy Default get")
    String tailoredKubeletConfig_resolvConf() default "/etc/resolv.conf";

    @AttributeDefinition(description = "most pods that the node reports to take")
    int tailoredKubeletConfig_maxPods() default 110;

    @AttributeDefinition(description = "port in the node's daemonEndpoints")
    int tailoredKubeletConfig_readOnlyPort() default 10350;

    @AttributeDefinition(description = "longest log file of a container")
    String tailoredKubeletConfig_containerLogMaxSize() default "10Mi";

    @AttributeDefinition(description = "most log files of a container, the present one included; at least 2")
    int tailoredKubeletConfig_containerLogMaxFiles() default 5;
}
