package io.skep.edge.store.internal;

import io.skep.beehive.api.Message;
import io.skep.beehive.api.SkepException;
import io.skep.common.model.MessageCodec;
import io.skep.edge.store.Outbox;
import io.skep.edge.store.OutboxEntry;
import io.skep.edge.store.QueuedMessage;
import io.skep.edge.store.StoreError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The outbox on SQLite; messages lie in it in their wire form. */
@Component(service = Outbox.class)
public final class SqliteOutbox implements Outbox {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteOutbox.class);
    private static final Duration TRUST = Duration.ofSeconds(5);
    private static final Duration WAIT_FOR_ROOM = Duration.ofSeconds(5);

    private final Database database;
    private final OutboxTable table;
    private final Duration waitForRoom;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AtomicBoolean woken = new AtomicBoolean();
    private long changes;
    private volatile Nothing nothing = new Nothing(-1, 0, 0);

    /**
     * After this entry there was nothing when so many changes had been seen, so a look into the database can wait. Not for ever: a caller that was
     * interrupted while its message was being written has not told of it.
     */
    private record Nothing(long changes, long after, long nanos) {
        boolean covers(long seen, long entry) {
            return changes == seen && after <= entry && System.nanoTime() - nanos < TRUST.toNanos();
        }
    }

    @Activate
    public SqliteOutbox(@Reference Database database) {
        this(database, WAIT_FOR_ROOM);
    }

    SqliteOutbox(Database database, Duration waitForRoom) {
        this.database = database;
        this.table = new OutboxTable(database);
        this.waitForRoom = waitForRoom;
    }

    @Override
    public void put(OutboxEntry entry) throws InterruptedException {
        byte[] message = encode(entry.message());
        long deadline = System.nanoTime() + waitForRoom.toNanos();
        long seen = changes();
        while (!insert(entry, message, deadline)) {
            awaitChange(seen, deadline - System.nanoTime());
            seen = changes();
        }
        signal();
    }

    /** False when it was full and there is time left. */
    private boolean insert(OutboxEntry entry, byte[] message, long deadline) throws InterruptedException {
        try {
            database.write("queue a message", open -> {
                table.insert(open, entry.key(), entry.expendable(), message);
                return null;
            });
            return true;
        } catch (SkepException e) {
            if (e.code() == StoreError.OUTBOX_FULL && System.nanoTime() < deadline) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public List<QueuedMessage> poll(long after, int limit, Duration wait) throws InterruptedException {
        long deadline = System.nanoTime() + wait.toNanos();
        while (true) {
            long seen = changes();
            List<QueuedMessage> found = nothing.covers(seen, after) ? List.of() : look(seen, after, limit);
            if (!found.isEmpty() || isWoken() || !awaitChange(seen, deadline - System.nanoTime())) {
                return found;
            }
        }
    }

    /** A call that comes while nobody waits ends the next wait. */
    @Override
    public void wake() {
        woken.set(true);
        signal();
    }

    private boolean isWoken() {
        return woken.compareAndSet(true, false);
    }

    private List<QueuedMessage> look(long seen, long after, int limit) throws InterruptedException {
        long now = System.nanoTime();
        List<QueuedMessage> found = database.read("read the outbox", open -> read(open, after, limit));
        if (found.isEmpty()) {
            nothing = new Nothing(seen, after, now);
        }
        return found;
    }

    @Override
    public void remove(long id) throws InterruptedException {
        database.writeLater("empty the outbox", open -> {
            table.delete(open, id);
            signal();
            return null;
        });
    }

    @Override
    public int size() throws InterruptedException {
        return database.write("count the outbox", table::size);
    }

    @Override
    public long evicted() {
        return table.evicted();
    }

    private static List<QueuedMessage> read(Connection open, long after, int limit) throws SQLException {
        List<QueuedMessage> found = new ArrayList<>();
        try (PreparedStatement query = open.prepareStatement(
                "SELECT `id`, `key`, `message` FROM `skep_outbox` WHERE `id` > ? ORDER BY `id` LIMIT ?")) {
            query.setLong(1, after);
            query.setInt(2, limit);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    String key = rows.getString(2);
                    long id = rows.getLong(1);
                    try {
                        found.add(new QueuedMessage(id, key == null ? "" : key, MessageCodec.read(rows.getBytes(3))));
                    } catch (IOException e) {
                        LOG.error("outbox entry {} is no message and is skipped", id, e);
                    }
                }
            }
        }
        return found;
    }

    private static byte[] encode(Message message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            MessageCodec.write(message, bytes);
        } catch (IOException e) {
            throw new IllegalArgumentException("not writable: " + message, e);
        }
        return bytes.toByteArray();
    }

    private long changes() {
        lock.lock();
        try {
            return changes;
        } finally {
            lock.unlock();
        }
    }

    private void signal() {
        lock.lock();
        try {
            changes++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** False when nothing changed in time. */
    private boolean awaitChange(long seen, long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (changes == seen) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
