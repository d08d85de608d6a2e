package io.skep.cloud.apiserver.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Skep's own section {@code modules.apiServer}. */
@ObjectClassDefinition(name = "Skep embedded API", description = "A Kubernetes API for one machine")
@interface ApiServerConfig {

    @AttributeDefinition(description = "address to listen on")
    String address() default "127.0.0.1";

    @AttributeDefinition(description = "port to listen on; 0 for any free one")
    int port() default 6443;

    @AttributeDefinition(description = "SQLite file; it and its folder are made")
    String dataSource() default "/var/lib/kubeedge/api.db";

    @AttributeDefinition(description = "where the administrator's kubeconfig is written, mode 0600")
    String kubeConfig() default "/var/lib/kubeedge/kubeconfig";

    @AttributeDefinition(description = "folder of the API's own CA, certificates and token key")
    String pkiDir() default "/etc/kubeedge/api";

    @AttributeDefinition(description = "whether new pods get the volume kube-api-access-* as in Kubernetes")
    boolean serviceAccountTokenVolumes() default true;
}
