package io.skep.beehive.runtime.internal.engine;

import io.skep.beehive.api.Bus.Hop;
import io.skep.beehive.api.Bus.HopKind;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.MessageId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The last messages that a module was handed: ids, route and kind of content, never the content, which may be large, secret or of a bundle that has
 * been replaced. Guarded by the desk's turn.
 */
final class FlightRecorder {

    private static final int KEPT = 64;

    /** One message, written over when its turn comes again: nothing is allocated for it. */
    private static final class Entry {
        MessageId id;
        MessageId parent;
        long timestamp;
        boolean redelivered;
        String source;
        String group;
        String operation;
        String resource;
        String from;
        Class<?> kind;
    }

    private final String module;
    private final Entry[] entries = new Entry[KEPT];
    private int count;

    FlightRecorder(String module) {
        this.module = module;
    }

    void record(Held hand) {
        int place = count++ & KEPT - 1;
        Entry entry = entries[place];
        if (entry == null) {
            entry = new Entry();
            entries[place] = entry;
        }
        Message message = hand.message;
        entry.id = message.messageId();
        entry.parent = message.parent();
        entry.timestamp = message.timestamp();
        entry.redelivered = hand.redelivered;
        entry.source = message.source();
        entry.group = message.group();
        entry.operation = message.operation();
        entry.resource = message.resource();
        entry.from = hand.from;
        Object content = message.content();
        entry.kind = content == null ? null : jdkClass(content);
    }

    /** A class of the JDK, so that nobody's class loader is held. */
    private static Class<?> jdkClass(Object content) {
        return content instanceof String ? String.class : content instanceof byte[] ? byte[].class : Object.class;
    }

    /** Oldest first; the time is the one at which the message was made. */
    List<Hop> hops() {
        List<Hop> hops = new ArrayList<>();
        for (int i = Math.max(0, count - KEPT); i < count; i++) {
            Entry entry = entries[i & KEPT - 1];
            hops.add(new Hop(
                    entry.redelivered ? HopKind.REDELIVERED : HopKind.RECEIVED,
                    Instant.ofEpochMilli(entry.timestamp),
                    module,
                    entry.from,
                    entry.id.text(),
                    entry.parent.text(),
                    entry.source,
                    entry.group,
                    entry.operation,
                    entry.resource,
                    Duration.ZERO,
                    entry.kind == null ? "" : kind(entry.kind)));
        }
        return hops;
    }

    private static String kind(Class<?> kind) {
        return kind == String.class ? "text" : kind == byte[].class ? "bytes" : "object";
    }
}
