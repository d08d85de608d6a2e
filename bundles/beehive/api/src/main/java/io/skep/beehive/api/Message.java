package io.skep.beehive.api;

import java.util.Objects;

/**
 * What travels on the bus and over the link (docs/messages.md). Immutable, if its content is.
 */
public final class Message {

    private final MessageId id;
    private final MessageId parent;
    private final long timestamp;
    private final String resourceVersion;
    private final boolean sync;
    private final String source;
    private final String group;
    private final String operation;
    private final String resource;
    private final Object content;

    /**
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
    public Message(
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
        this(
                MessageId.of(id),
                MessageId.of(parentId),
                timestamp,
                resourceVersion,
                sync,
                source,
                group,
                operation,
                resource,
                content);
    }

    private Message(
            MessageId id,
            MessageId parent,
            long timestamp,
            String resourceVersion,
            boolean sync,
            String source,
            String group,
            String operation,
            String resource,
            Object content) {
        this.id = id;
        this.parent = parent;
        this.timestamp = timestamp;
        this.resourceVersion = Objects.requireNonNull(resourceVersion, "resourceVersion");
        this.sync = sync;
        this.source = Objects.requireNonNull(source, "source");
        this.group = Objects.requireNonNull(group, "group");
        this.operation = Objects.requireNonNull(operation, "operation");
        this.resource = Objects.requireNonNull(resource, "resource");
        this.content = content;
    }

    /** A new message with its own id and the present time. */
    public static Message of(String source, String group, String operation, String resource, Object content) {
        return new Message(
                MessageId.random(),
                MessageId.NONE,
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
        return answer(source, Operations.RESPONSE, content);
    }

    /** An error answer to this message, made by {@code source}, with this id as parent. */
    public Message error(String source, String text) {
        return answer(source, Operations.ERROR, text);
    }

    private Message answer(String source, String operation, Object content) {
        return new Message(
                MessageId.random(),
                id,
                System.currentTimeMillis(),
                "",
                false,
                source,
                group,
                operation,
                resource,
                content);
    }

    public String id() {
        return id.text();
    }

    public String parentId() {
        return parent.text();
    }

    /** The id, cheaper than its text. */
    public MessageId messageId() {
        return id;
    }

    /** The id of the message that this one answers, cheaper than its text; {@link MessageId#NONE} if it answers none. */
    public MessageId parent() {
        return parent;
    }

    public long timestamp() {
        return timestamp;
    }

    public String resourceVersion() {
        return resourceVersion;
    }

    public boolean sync() {
        return sync;
    }

    public String source() {
        return source;
    }

    public String group() {
        return group;
    }

    public String operation() {
        return operation;
    }

    public String resource() {
        return resource;
    }

    public Object content() {
        return content;
    }

    public boolean isResponse() {
        return !parent.isNone();
    }

    public Message withId(String id) {
        return new Message(
                MessageId.of(id),
                parent,
                timestamp,
                resourceVersion,
                sync,
                source,
                group,
                operation,
                resource,
                content);
    }

    public Message withParentId(String parentId) {
        return new Message(
                id,
                MessageId.of(parentId),
                timestamp,
                resourceVersion,
                sync,
                source,
                group,
                operation,
                resource,
                content);
    }

    public Message withResourceVersion(String resourceVersion) {
        return new Message(id, parent, timestamp, resourceVersion, sync, source, group, operation, resource, content);
    }

    public Message withSync(boolean sync) {
        return sync == this.sync
                ? this
                : new Message(
                        id, parent, timestamp, resourceVersion, sync, source, group, operation, resource, content);
    }

    public Message withRoute(String source, String group) {
        return new Message(id, parent, timestamp, resourceVersion, sync, source, group, operation, resource, content);
    }

    public Message withOperation(String operation) {
        return new Message(id, parent, timestamp, resourceVersion, sync, source, group, operation, resource, content);
    }

    public Message withResource(String resource) {
        return new Message(id, parent, timestamp, resourceVersion, sync, source, group, operation, resource, content);
    }

    public Message withContent(Object content) {
        return new Message(id, parent, timestamp, resourceVersion, sync, source, group, operation, resource, content);
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof Message that
                        && id.equals(that.id)
                        && parent.equals(that.parent)
                        && timestamp == that.timestamp
                        && sync == that.sync
                        && resourceVersion.equals(that.resourceVersion)
                        && source.equals(that.source)
                        && group.equals(that.group)
                        && operation.equals(that.operation)
                        && resource.equals(that.resource)
                        && Objects.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return 31 * id.hashCode() + resource.hashCode();
    }

    /** Ids and route without the content, for logs: contents may hold secrets. */
    @Override
    public String toString() {
        return "message " + id + (parent.isNone() ? "" : " answering " + parent) + " " + source + "/" + group + " "
                + operation + " " + resource;
    }
}
