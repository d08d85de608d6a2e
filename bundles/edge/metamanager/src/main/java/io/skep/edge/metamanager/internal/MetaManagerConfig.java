package io.skep.edge.metamanager.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** KubeEdge's section {@code modules.metaManager}. */
@ObjectClassDefinition(name = "Skep metamanager", description = "The edge's metadata")
@interface MetaManagerConfig {

    @AttributeDefinition(description = "group that carries messages to the cloud")
    String contextSendGroup() default "hub";

    @AttributeDefinition(description = "module that carries calls to the cloud")
    String contextSendModule() default "websocket";

    @AttributeDefinition(description = "seconds to wait for the cloud's answer")
    int remoteQueryTimeout() default 60;
}
