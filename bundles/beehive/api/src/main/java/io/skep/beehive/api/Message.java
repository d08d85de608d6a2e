package io.skep.beehive.api;

import java.util.Objects;

/**
 * What travels on the bus and over the link (docs/messages.md). Immutable, if its content is.
 *
 * @param id UUID, lower case, 36 characters; empty only in the message that a Go edge sends at shutdown
 * @param parentId id of the message that this one answers, else empty
 * @param timestamp creation, milliseconds since the epoch
 * @param resourceVersion Kubernetes resourceVersion of the object in the content, else empty
 * @param sync set while a sync call is under way; never crosses the link
 * @param source name of the module that made the message
 * @param group class of the message ({@code resource}, {@code twin}, {@code user} ...), else empty
 * @param operation verb, see {@link Operations}
 * @param resource path, grammar in docs/messages.md
 * @param content null, a {@link String}, a {@code byte[]}, or a value that the wire codec of common.model can write (JSON tree, record)
 */
public record Message(
        String id,
        String parentId,
        long timestamp,
        String resourceVersion,
        boolean sync,
        String source,
        String group,
        String operation,
        String resource,
        Object content) {

    public Message {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(parentId, "parentId");
        Objects.requireNonNull(resourceVersion, "resourceVersion");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(resource, "resource");
    }

    /** A new message with its own id and the present time. */
    public static Message of(String source, String group, String operation, String resource, Object content) {
        return new Message(
                MessageId.next(),
                "",
                System.currentTimeMillis(),
                "",
                false,
                source,
                group,
                operation,
                resource,
                content);
    }

    /** The answer to this message: new id, this id as parent, source, group and resource copied, operation {@code response}. */
    public Message response(Object content) {
        return new Message(
                MessageId.next(),
                id,
                System.currentTimeMillis(),
                "",
                false,
                source,
                group,
                Operations.RESPONSE,
                resource,
                content);
    }

    /** An error answer to this message, made by {@code source}, with this id as parent. */
    public Message error(String source, String text) {
        return new Message(
                MessageId.next(),
                id,
                System.currentTimeMillis(),
                "",
                false,
                source,
                group,
                Operations.ERROR,
                resource,
                text);
    }

    public boolean isResponse() {
        return !parentId.isEmpty();
    }

    public Message withId(String id) {
        return new Message(id, parentId, timestamp, resourceVersion, sync, source, group, operation, resource, content);
    }

    public Message withParentId(String parentId) {
        return new Message(id, parentId, timestamp, resourceVersion, sync, source, group, operation, resource, content);
    }

    public Message withResourceVersion(String resourceVersion) {
        return new Message(id, parentId, timestamp, resourceVersion, sync, source, group, operation, resource, content);
    }

    public Message withSync(boolean sync) {
        return sync == this.sync
                ? this
                : new Message(
                        id, parentId, timestamp, resourceVersion, sync, source, group, operation, resource, content);
    }

    public Message withRoute(String source, String group) {
        return new Message(id, parentId, timestamp, resourceVersion, sync, source, group, operation, resource, content);
    }

    public Message withOperation(String operation) {
        return new Message(id, parentId, timestamp, resourceVersion, sync, source, group, operation, resource, content);
    }

    public Message withResource(String resource) {
        return new Message(id, parentId, timestamp, resourceVersion, sync, source, group, operation, resource, content);
    }

    public Message withContent(Object content) {
        return new Message(id, parentId, timestamp, resourceVersion, sync, source, group, operation, resource, content);
    }

    /** Ids and route without the content, for logs: contents may hold secrets. */
    @Override
    public String toString() {
        return "message " + id + (parentId.isEmpty() ? "" : " answering " + parentId) + " " + source + "/" + group + " "
                + operation + " " + resource;
    }
}
