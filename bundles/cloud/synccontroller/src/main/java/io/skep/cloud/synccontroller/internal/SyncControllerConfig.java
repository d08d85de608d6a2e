package io.skep.cloud.synccontroller.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Section {@code modules.syncController} of cloudcore.yaml; KubeEdge has no keys in it but {@code enable}. */
@ObjectClassDefinition(name = "SyncController", description = "Sends again what an edge missed")
@interface SyncControllerConfig {

    @AttributeDefinition(description = "Skep: milliseconds between two comparisons")
    int syncIntervalMs() default 5000;
}
