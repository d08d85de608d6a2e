package io.skep.cloud.edgecontroller.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Section {@code modules.edgeController} of cloudcore.yaml. KubeEdge's {@code buffer} and {@code load} keys size its queues and thread pools and are
 * accepted without effect: here each object has its own order and the number of calls under way is bounded.
 */
@ObjectClassDefinition(name = "EdgeController", description = "Between the Kubernetes API and the edges")
@interface EdgeControllerConfig {

    @AttributeDefinition(description = "Seconds after which a node condition's heartbeat counts as old")
    int nodeUpdateFrequency() default 10;

    @AttributeDefinition(description = "Skep: most requests of edges that are worked on at a time")
    int concurrency() default 256;
}
