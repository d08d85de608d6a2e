package io.skep.edge.store.internal;

import io.skep.edge.store.MetaChange;
import io.skep.edge.store.MetaRow;
import io.skep.edge.store.MetaStore;
import io.skep.edge.store.ObjectRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The metadata tables on SQLite. */
@Component(service = MetaStore.class)
public final class SqliteMetaStore implements MetaStore {

    private static final String META = "SELECT `key`, `type`, `value` FROM `meta` ";
    private static final String OBJECT =
            "SELECT `key`, `groupversionresource`, `namespace`, `name`, `resourceversion`, `value` FROM `meta_v2` ";
    private static final String LIMIT = " ORDER BY `key` LIMIT " + MAX_ROWS;

    private final Database database;

    @Activate
    public SqliteMetaStore(@Reference Database database) {
        this.database = database;
    }

    @Override
    public Coverage coverage() throws InterruptedException {
        return database.read("read what is missing", Schema::coverage);
    }

    @Override
    public Optional<MetaRow> find(String key) throws InterruptedException {
        return metaRows("read " + key, META + "WHERE `key` = ?", key).stream().findFirst();
    }

    @Override
    public List<MetaRow> listByType(String type) throws InterruptedException {
        return metaRows("list type " + type, META + "WHERE `type` = ?" + LIMIT, type);
    }

    @Override
    public List<MetaRow> listByPrefix(String prefix) throws InterruptedException {
        return metaRows(
                "list keys " + prefix,
                META + "WHERE `key` >= ?1 AND substr(`key`, 1, length(?1)) = ?1" + LIMIT,
                prefix);
    }

    @Override
    public int apply(List<MetaChange> changes) throws InterruptedException {
        return database.write("store metadata", connection -> {
            int rows = 0;
            for (MetaChange change : changes) {
                rows += apply(connection, change);
            }
            return rows;
        });
    }

    private static int apply(Connection connection, MetaChange change) throws SQLException {
        return switch (change) {
            case MetaChange.Put(MetaRow row) ->
                update(
                        connection,
                        "INSERT OR REPLACE INTO `meta` (`key`, `type`, `value`) VALUES (?, ?, ?)",
                        row.key(),
                        row.type(),
                        row.value());
            case MetaChange.Delete(String key) -> update(connection, "DELETE FROM `meta` WHERE `key` = ?", key);
            case MetaChange.DeleteContaining(String key, String text) ->
                update(connection, "DELETE FROM `meta` WHERE `key` = ? AND instr(`value`, ?) > 0", key, text);
            case MetaChange.DeleteTypeContaining(String type, String text) ->
                update(connection, "DELETE FROM `meta` WHERE `type` = ? AND instr(`value`, ?) > 0", type, text);
            case MetaChange.Complete() -> Schema.complete(connection);
            case MetaChange.PutObject(ObjectRow row) ->
                update(
                        connection,
                        "INSERT OR REPLACE INTO `meta_v2`"
                                + " (`key`, `groupversionresource`, `namespace`, `name`, `resourceversion`, `value`)"
                                + " VALUES (?, ?, ?, ?, ?, ?)",
                        row.key(),
                        row.groupVersionResource(),
                        row.namespace(),
                        row.name(),
                        row.resourceVersion(),
                        row.value());
            case MetaChange.DeleteObject(String key, String text) ->
                update(connection, "DELETE FROM `meta_v2` WHERE `key` = ? AND instr(`value`, ?) > 0", key, text);
        };
    }

    @Override
    public Optional<ObjectRow> findObject(String key) throws InterruptedException {
        return objectRows("read " + key, OBJECT + "WHERE `key` = ?", key).stream()
                .findFirst();
    }

    @Override
    public List<ObjectRow> listObjects(String groupVersionResource, String namespace) throws InterruptedException {
        return objectRows(
                "list " + groupVersionResource,
                OBJECT + "WHERE `groupversionresource` = ?1 AND (?2 = '' OR `namespace` = ?2)" + LIMIT,
                groupVersionResource,
                namespace);
    }

    @Override
    public long revision() throws InterruptedException {
        return database.read("read the revision", connection -> {
            try (PreparedStatement query =
                            connection.prepareStatement("SELECT coalesce(max(`resourceversion`), 0) FROM `meta_v2`");
                    ResultSet result = query.executeQuery()) {
                return result.next() ? result.getLong(1) : 0L;
            }
        });
    }

    @Override
    public List<String> topics() throws InterruptedException {
        return words("SELECT `topic` FROM `sub_topics` ORDER BY `topic` LIMIT " + MAX_ROWS);
    }

    @Override
    public void addTopic(String topic) throws InterruptedException {
        write("add topic " + topic, "INSERT OR IGNORE INTO `sub_topics` (`topic`) VALUES (?)", topic);
    }

    @Override
    public void removeTopic(String topic) throws InterruptedException {
        write("remove topic " + topic, "DELETE FROM `sub_topics` WHERE `topic` = ?", topic);
    }

    @Override
    public List<String> targetUrls() throws InterruptedException {
        return words("SELECT `url` FROM `target_urls` ORDER BY `url` LIMIT " + MAX_ROWS);
    }

    @Override
    public void addTargetUrl(String url) throws InterruptedException {
        write("add url " + url, "INSERT OR IGNORE INTO `target_urls` (`url`) VALUES (?)", url);
    }

    @Override
    public void removeTargetUrl(String url) throws InterruptedException {
        write("remove url " + url, "DELETE FROM `target_urls` WHERE `url` = ?", url);
    }

    private void write(String doing, String sql, Object... values) throws InterruptedException {
        database.write(doing, connection -> update(connection, sql, values));
    }

    private List<String> words(String sql) throws InterruptedException {
        return database.read("list", connection -> {
            List<String> words = new ArrayList<>();
            try (PreparedStatement query = connection.prepareStatement(sql);
                    ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    words.add(rows.getString(1));
                }
            }
            return words;
        });
    }

    private List<MetaRow> metaRows(String doing, String sql, String value) throws InterruptedException {
        return database.read(doing, connection -> {
            List<MetaRow> found = new ArrayList<>();
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                query.setString(1, value);
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        found.add(new MetaRow(text(rows, 1), text(rows, 2), text(rows, 3)));
                    }
                }
            }
            return found;
        });
    }

    private List<ObjectRow> objectRows(String doing, String sql, String... values) throws InterruptedException {
        return database.read(doing, connection -> {
            List<ObjectRow> found = new ArrayList<>();
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                set(query, (Object[]) values);
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        found.add(new ObjectRow(
                                text(rows, 1),
                                text(rows, 2),
                                text(rows, 3),
                                text(rows, 4),
                                rows.getLong(5),
                                text(rows, 6)));
                    }
                }
            }
            return found;
        });
    }

    private static String text(ResultSet rows, int column) throws SQLException {
        String text = rows.getString(column);
        return text == null ? "" : text;
    }

    private static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, values);
            return statement.executeUpdate();
        }
    }

    private static void set(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }
}
