package io.skep.edge.store.internal;

import io.skep.beehive.api.SkepException;
import io.skep.edge.store.StoreError;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The table of the outbox and its bounds; only the writing thread comes here. */
final class OutboxTable {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxTable.class);

    private final Database database;
    private final AtomicLong evicted = new AtomicLong();
    private long countedAt = -1;
    private long entries;
    private long bytes;

    OutboxTable(Database database) {
        this.database = database;
    }

    /**
     * Inserts in place of an older entry with the same key.
     *
     * @throws SkepException {@code OUTBOX_FULL} when there is no room; the transaction takes back what was removed
     */
    void insert(Connection open, String key, boolean expendable, byte[] message) throws SQLException {
        count(open);
        if (!key.isEmpty()) {
            removeWhere(open, "`key` = ?", key);
        }
        while (isFull(message.length)) {
            if (removeWhere(open, "`id` = (SELECT min(`id`) FROM `skep_outbox` WHERE `expendable`)", null) == 0) {
                throw new SkepException(
                        StoreError.OUTBOX_FULL, "Cannot queue a message for the cloud: the outbox is full.");
            }
            if (evicted.getAndIncrement() == 0) {
                LOG.warn("outbox is full: the oldest events are left out until the cloud is back");
            }
        }
        try (PreparedStatement insert =
                open.prepareStatement("INSERT INTO `skep_outbox` (`key`, `message`, `expendable`) VALUES (?, ?, ?)")) {
            insert.setString(1, key.isEmpty() ? null : key);
            insert.setBytes(2, message);
            insert.setBoolean(3, expendable);
            insert.executeUpdate();
        }
        entries++;
        bytes += message.length;
    }

    void delete(Connection open, long id) throws SQLException {
        count(open);
        removeWhere(open, "`id` = ?", id);
    }

    int size(Connection open) throws SQLException {
        count(open);
        return Math.toIntExact(entries);
    }

    long evicted() {
        return evicted.get();
    }

    private boolean isFull(int more) {
        return entries > 0
                && (entries + 1 > database.limits().entries()
                        || bytes + more > database.limits().bytes());
    }

    private int removeWhere(Connection open, String condition, Object value) throws SQLException {
        int removed = 0;
        try (PreparedStatement delete = open.prepareStatement(
                "DELETE FROM `skep_outbox` WHERE " + condition + " RETURNING length(`message`)")) {
            if (value != null) {
                delete.setObject(1, value);
            }
            try (ResultSet rows = delete.executeQuery()) {
                while (rows.next()) {
                    removed++;
                    bytes -= rows.getLong(1);
                }
            }
        }
        entries -= removed;
        return removed;
    }

    /** Counts at the start and after a rollback; in between the numbers are kept. */
    private void count(Connection open) throws SQLException {
        if (countedAt == database.rollbacks()) {
            return;
        }
        try (PreparedStatement query = open.prepareStatement(
                        "SELECT count(*), coalesce(sum(length(`message`)), 0) FROM `skep_outbox`");
                ResultSet result = query.executeQuery()) {
            result.next();
            entries = result.getLong(1);
            bytes = result.getLong(2);
        }
        countedAt = database.rollbacks();
    }
}
