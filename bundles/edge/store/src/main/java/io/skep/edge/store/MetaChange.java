package io.skep.edge.store;

/** One step of a transaction, see {@link MetaStore#apply}. */
public sealed interface MetaChange {

    /** Inserts or replaces a row. */
    record Put(MetaRow row) implements MetaChange {}

    /** Removes a row. */
    record Delete(String key) implements MetaChange {}

    /** Removes a row when its value contains {@code text}, e.g. the uid of the object that is meant; an empty text always fits. */
    record DeleteContaining(String key, String text) implements MetaChange {}

    /** Removes every row of a type whose value contains {@code text}. */
    record DeleteTypeContaining(String type, String text) implements MetaChange {}

    /** From now on the store has all that the cloud believes it to have, see {@link MetaStore#coverage}. */
    record Complete() implements MetaChange {}

    /** Inserts or replaces an API object. */
    record PutObject(ObjectRow row) implements MetaChange {}

    /** Removes an API object when its value contains {@code text}; an empty text always fits. */
    record DeleteObject(String key, String text) implements MetaChange {}
}
