package io.skep.common.kubeapi.internal.kinds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ServedResource;
import io.skep.common.kubeapi.StoreKey;
import io.skep.common.kubeapi.schema.Schema;
import io.skep.common.kubeapi.table.TableColumns;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A served resource with everything that decides how it behaves.
 *
 * @param storedAs the apiVersion in which its objects are kept
 * @param crd the definition; empty for built-in kinds
 * @param columns what clients see in lists
 * @param isStored false for kinds that are only asked, such as access reviews
 */
public record Resource(
        ServedResource served,
        KindRules rules,
        Schema schema,
        Supplier<TableColumns> columns,
        String storedAs,
        Optional<ObjectNode> crd,
        boolean isStored) {

    public StoreKey key(String namespace, String name) {
        return new StoreKey(served.qualifiedName(), served.namespaced() ? namespace : "", name);
    }

    public boolean isCustom() {
        return crd.isPresent();
    }

    /** True when objects are served as they are kept, byte for byte. */
    public boolean servesAsStored() {
        return storedAs.equals(served.apiVersion());
    }

    /** The object with the apiVersion of this resource. */
    public ObjectNode shown(ObjectNode stored) {
        return servesAsStored() ? stored : stored.put("apiVersion", served.apiVersion());
    }
}
