package io.skep.beehive.runtime.internal.engine;

import io.skep.beehive.api.Module;
import java.util.Objects;
import java.util.concurrent.Callable;

/**
 * A module that somebody offers to the bus; compared by identity.
 *
 * @param bundle symbolic name and version of the bundle it comes from
 * @param instance gives the module; called when it is to run and there is no instance yet. A throw or null means that it cannot be made;
 *     the exception's message is shown to the operator
 */
public record ModuleService(String name, String group, String bundle, Callable<Module> instance) {

    public ModuleService {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(bundle, "bundle");
        Objects.requireNonNull(instance, "instance");
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
