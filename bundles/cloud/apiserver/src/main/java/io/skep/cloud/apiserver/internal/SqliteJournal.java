package io.skep.cloud.apiserver.internal;

import io.skep.beehive.api.SkepException;
import io.skep.common.kubeapi.Change;
import io.skep.common.kubeapi.Journal;
import io.skep.common.kubeapi.StoreKey;
import io.skep.common.kubeapi.StoredObject;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteDataSource;

/** Objects in one SQLite file: write-ahead log, every commit on the disk before it is reported, locked against other processes. */
final class SqliteJournal implements Journal {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteJournal.class);

    private static final List<String> SETUP = List.of(
            "PRAGMA busy_timeout = 2000",
            "PRAGMA locking_mode = EXCLUSIVE",
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = FULL",
            "PRAGMA wal_autocheckpoint = 1000",
            "PRAGMA cache_size = -2048",
            """
            CREATE TABLE IF NOT EXISTS object (
                resource TEXT NOT NULL,
                namespace TEXT NOT NULL,
                name TEXT NOT NULL,
                revision INTEGER NOT NULL,
                json BLOB NOT NULL,
                PRIMARY KEY (resource, namespace, name))""",
            "CREATE TABLE IF NOT EXISTS state (id INTEGER PRIMARY KEY CHECK (id = 1), revision INTEGER NOT NULL)",
            "INSERT OR IGNORE INTO state (id, revision) VALUES (1, 1)");

    private static final String PUT =
            "INSERT INTO object (resource, namespace, name, revision, json) VALUES (?, ?, ?, ?, ?)"
                    + " ON CONFLICT (resource, namespace, name) DO UPDATE SET revision = excluded.revision, json = excluded.json";
    private static final String DELETE = "DELETE FROM object WHERE resource = ? AND namespace = ? AND name = ?";

    private final Path file;
    private Connection connection;

    SqliteJournal(Path file) {
        this.file = file;
    }

    @Override
    public long load(Consumer<StoredObject> objects) {
        try {
            PrivateFiles.folder(file.toAbsolutePath().getParent());
            PrivateFiles.touch(file);
            open();
            if (!isSound()) {
                close();
                throw SqliteFailures.damaged(file);
            }
            return read(objects);
        } catch (SQLException e) {
            close();
            throw SqliteFailures.of(file, "open", e);
        } catch (IOException e) {
            throw new SkepException(
                    ApiServerError.DATABASE_UNUSABLE, "Cannot create the API's database " + file + ": " + e + ".", e);
        }
    }

    private void open() throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        connection = source.getConnection();
        try (Statement statement = connection.createStatement()) {
            for (String sql : SETUP) {
                statement.execute(sql);
            }
        }
        connection.setAutoCommit(false);
    }

    /** Looks at every page: what is damaged must not be served half. */
    private boolean isSound() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA quick_check(1)")) {
            return rows.next() && rows.getString(1).equals("ok");
        } finally {
            connection.rollback();
        }
    }

    private long read(Consumer<StoredObject> objects) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet rows =
                    statement.executeQuery("SELECT resource, namespace, name, revision, json FROM object")) {
                while (rows.next()) {
                    StoreKey key = new StoreKey(rows.getString(1), rows.getString(2), rows.getString(3));
                    objects.accept(new StoredObject(key, rows.getLong(4), rows.getBytes(5)));
                }
            }
            try (ResultSet state = statement.executeQuery("SELECT revision FROM state")) {
                state.next();
                return state.getLong(1);
            }
        } finally {
            connection.rollback();
        }
    }

    @Override
    public void commit(List<Change> changes) {
        try {
            write(changes);
            connection.commit();
        } catch (SQLException e) {
            rollback();
            throw SqliteFailures.of(file, "write to", e);
        }
    }

    private void write(List<Change> changes) throws SQLException {
        try (PreparedStatement put = connection.prepareStatement(PUT);
                PreparedStatement delete = connection.prepareStatement(DELETE);
                PreparedStatement state = connection.prepareStatement("UPDATE state SET revision = ? WHERE id = 1")) {
            for (Change change : changes) {
                StoredObject object = change.object();
                PreparedStatement statement = change.type() == Change.Type.DELETED ? delete : put;
                statement.setString(1, object.key().resource());
                statement.setString(2, object.key().namespace());
                statement.setString(3, object.key().name());
                if (change.type() != Change.Type.DELETED) {
                    statement.setLong(4, object.revision());
                    statement.setBytes(5, object.json());
                }
                statement.executeUpdate();
            }
            state.setLong(1, changes.getLast().revision());
            state.executeUpdate();
        }
    }

    private void rollback() {
        try {
            connection.rollback();
        } catch (SQLException e) {
            LOG.warn("rolling back a write to {} failed: {}", file, e.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            LOG.warn("closing {} failed: {}", file, e.getMessage());
        }
    }
}
