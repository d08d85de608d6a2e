package io.skep.beehive.api;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A unit of work on the bus. A bundle registers it as a declarative service annotated with {@link BeehiveModule}; the runtime then gives it a
 * mailbox and calls {@link #run} on a virtual thread.
 */
@ConsumerType
public interface Module {

    /**
     * Does the module's work until it is told to stop. {@link ModuleContext#receive} and waiting sync calls throw
     * {@link InterruptedException} when the module has to stop; the method should then return within 5 s. Returning
     * normally means that the module has nothing more to do. Any other exception is a failure: the runtime restarts the module
     * with backoff, the unfinished messages at the head of its mailbox, and quarantines it past its restart budget.
     *
     * @param context the module's way to the bus, valid until this method returns
     */
    void run(ModuleContext context) throws Exception;
}
