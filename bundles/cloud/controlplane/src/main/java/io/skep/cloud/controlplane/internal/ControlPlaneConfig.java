package io.skep.cloud.controlplane.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Section {@code modules.controlPlane} of cloudcore.yaml; all of it is Skep's own. */
@ObjectClassDefinition(
        name = "Control plane",
        description = "Scheduler, node lifecycle and garbage collection beside the embedded API")
@interface ControlPlaneConfig {

    @AttributeDefinition(description = "Milliseconds without a sign of life after which a node counts as unreachable")
    int nodeMonitorGracePeriodMs() default 40_000;

    @AttributeDefinition(description = "Milliseconds between two looks at the nodes")
    int nodeMonitorPeriodMs() default 5_000;

    @AttributeDefinition(description = "Ended pods that are kept; the oldest beyond that are deleted")
    int terminatedPodThreshold() default 12_500;

    @AttributeDefinition(
            description =
                    "kubeconfig whose CA every namespace gets as kube-root-ca.crt; empty: kubeconfig in the instance's folder")
    String kubeConfig() default "";
}
