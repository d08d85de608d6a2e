package io.skep.cloud.cloudhub.internal.session;

import io.skep.beehive.api.ModuleContext;

/** Starts a thread of the module. */
@FunctionalInterface
public interface Starter {
    void start(String name, ModuleContext.Task task);
}
