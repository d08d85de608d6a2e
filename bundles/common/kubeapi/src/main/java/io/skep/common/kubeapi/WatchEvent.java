package io.skep.common.kubeapi;

/**
 * What a watcher sees of a change.
 *
 * @param object the state after it; for a deletion the last state that the watcher's selector matched, with the change's revision
 */
public record WatchEvent(Change.Type type, StoredObject object) {}
