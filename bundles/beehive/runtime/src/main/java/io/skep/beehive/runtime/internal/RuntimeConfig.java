package io.skep.beehive.runtime.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Beehive runtime", description = "Mailboxes and restarts of the bus")
@interface RuntimeConfig {

    @AttributeDefinition(description = "messages that a mailbox holds before its senders wait")
    int mailboxCapacity() default 1024;

    @AttributeDefinition(description = "how long a sender waits for room in a mailbox that nobody reads, milliseconds")
    long parkedSendLimitMs() default 30_000;

    @AttributeDefinition(
            description = "how long the mailbox of a module of the feature set waits for it after start, milliseconds")
    long expectedWaitMs() default 30_000;

    @AttributeDefinition(description = "restarts within ten minutes before a module that fails is quarantined")
    int restartBudget() default 5;
}
