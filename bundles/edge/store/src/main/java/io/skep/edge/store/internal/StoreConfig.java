package io.skep.edge.store.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** KubeEdge's section {@code database} and Skep's own bounds beside it. */
@ObjectClassDefinition(name = "Skep edge store", description = "The edge's database")
@interface StoreConfig {

    @AttributeDefinition(description = "SQLite file; its folder is created")
    String dataSource() default "/var/lib/kubeedge/edgecore.db";

    @AttributeDefinition(description = "accepted for KubeEdge's sake; only sqlite3 exists")
    String driverName() default "sqlite3";

    @AttributeDefinition(description = "accepted for KubeEdge's sake; has no effect")
    String aliasName() default "default";

    @AttributeDefinition(description = "most messages that wait for the cloud")
    int outboxMessages() default 10_000;

    @AttributeDefinition(description = "most MiB that wait for the cloud")
    int outboxMiB() default 64;
}
