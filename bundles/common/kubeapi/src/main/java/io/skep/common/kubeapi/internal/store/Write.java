package io.skep.common.kubeapi.internal.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.StoreKey;
import io.skep.common.kubeapi.StoredObject;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A write that waits for the store's writer.
 *
 * @param object empty for a deletion
 */
record Write(StoreKey key, long expected, Optional<ObjectNode> object, CompletableFuture<StoredObject> result) {}
