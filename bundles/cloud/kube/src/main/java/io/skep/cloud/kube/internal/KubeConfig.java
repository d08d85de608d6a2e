package io.skep.cloud.kube.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Section {@code kubeAPIConfig} of cloudcore.yaml. */
@ObjectClassDefinition(name = "Kubernetes API", description = "Where the API is and how fast it may be asked")
@interface KubeConfig {

    @AttributeDefinition(
            description = "kubeconfig file; may appear later; empty: the cluster that this process runs in")
    String kubeConfig() default "";

    @AttributeDefinition(description = "Address of the API that wins over the kubeconfig's")
    String master() default "";

    @AttributeDefinition(description = "Calls a second over a longer time")
    int qps() default 2500;

    @AttributeDefinition(description = "Calls at once")
    int burst() default 5000;
}
