package io.skep.common.kubeapi;

import java.util.List;

/**
 * A consistent list.
 *
 * @param revision the store's revision that the list shows; watching from it misses nothing
 * @param objects in the order of their keys
 */
public record Listing(long revision, List<StoredObject> objects) {}
