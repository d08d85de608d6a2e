package io.skep.common.kubeapi.internal.kinds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ApiException.Cause;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What is particular about a kind. The preparing methods change the new object in place; the checking ones add what is wrong with it. None of
 * them reads or writes the store.
 */
public interface KindRules {

    /** A kind without particularities. */
    KindRules PLAIN = new KindRules() {};

    /** Fields that a field selector may name, besides name and namespace. */
    default Set<String> selectableFields() {
        return Set.of();
    }

    /** True when {@code metadata.generation} counts the changes of what users ask for. */
    default boolean countsGenerations() {
        return false;
    }

    /** True when an update without a resourceVersion replaces whatever is there. */
    default boolean takesBlindUpdates() {
        return true;
    }

    /** True when an update of an absent object creates it. */
    default boolean createsOnUpdate() {
        return false;
    }

    /** True when an update of the status may change labels and annotations as well. */
    default boolean statusTakesMetadata() {
        return true;
    }

    /** Fills in what a new object has by itself; its status is already empty when the kind has a status subresource. */
    default void prepareCreate(ObjectNode object) {}

    default void prepareUpdate(ObjectNode object, ObjectNode before) {}

    default void prepareStatusUpdate(ObjectNode object, ObjectNode before) {}

    /** Checks {@code metadata.name}. */
    default void checkName(String name, List<Cause> causes) {
        Names.subdomain("metadata.name", name, causes);
    }

    /** Checks an object that is created or updated. */
    default void check(ObjectNode object, List<Cause> causes) {}

    default void checkUpdate(ObjectNode object, ObjectNode before, List<Cause> causes) {}

    /** Seconds that a deletion waits for whoever runs the object; 0 deletes at once. */
    default long gracePeriod(ObjectNode object, OptionalLong asked) {
        return 0;
    }

    /** True when something besides {@code metadata.finalizers} still holds a terminating object. */
    default boolean isHeld(ObjectNode object) {
        return false;
    }

    /** Marks an object whose deletion begins but cannot end yet. */
    default void prepareTermination(ObjectNode object) {}
}
