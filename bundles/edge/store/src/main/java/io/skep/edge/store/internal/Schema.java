package io.skep.edge.store.internal;

import io.skep.edge.store.MetaStore.Coverage;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The tables: KubeEdge's as its ORM makes them, and Skep's outbox, which a Go edgecore does not see. */
final class Schema {

    private static final List<String> TABLES = List.of(
            """
            CREATE TABLE IF NOT EXISTS `meta` (
                `key` varchar(256) NOT NULL PRIMARY KEY,
                `type` varchar(32) NOT NULL DEFAULT '',
                `value` text)""",
            """
            CREATE TABLE IF NOT EXISTS `meta_v2` (
                `key` varchar(256) NOT NULL PRIMARY KEY,
                `groupversionresource` varchar(256),
                `namespace` varchar(256),
                `name` varchar(256),
                `resourceversion` bigint unsigned,
                `value` text)""",
            "CREATE TABLE IF NOT EXISTS `sub_topics` (`topic` text NOT NULL PRIMARY KEY)",
            "CREATE TABLE IF NOT EXISTS `target_urls` (`url` text NOT NULL PRIMARY KEY)",
            """
            CREATE TABLE IF NOT EXISTS `skep_outbox` (
                `id` INTEGER PRIMARY KEY AUTOINCREMENT,
                `key` text,
                `message` blob NOT NULL,
                `expendable` integer NOT NULL DEFAULT 0)""",
            "CREATE TABLE IF NOT EXISTS `skep_state` (`key` text NOT NULL PRIMARY KEY, `value` text NOT NULL)",
            "CREATE INDEX IF NOT EXISTS `skep_meta_type` ON `meta` (`type`)",
            "CREATE INDEX IF NOT EXISTS `skep_outbox_key` ON `skep_outbox` (`key`)");

    private Schema() {}

    /**
     * Settings of the file: write-ahead log, and every commit on the disk before it is reported. Then the tables, if they are not there.
     *
     * @param ifNew what a file without tables is said to be
     */
    static void openWriter(Connection connection, Coverage ifNew) throws SQLException {
        execute(connection, "PRAGMA busy_timeout = 5000");
        execute(connection, "PRAGMA journal_mode = WAL");
        execute(connection, "PRAGMA synchronous = FULL");
        execute(connection, "PRAGMA wal_autocheckpoint = 500");
        execute(connection, "PRAGMA cache_size = -1024");
        execute(connection, "BEGIN IMMEDIATE");
        boolean isNew = !has(connection, "SELECT 1 FROM `sqlite_master` WHERE `name` = 'meta'");
        for (String table : TABLES) {
            execute(connection, table);
        }
        if (!has(connection, "SELECT 1 FROM pragma_table_info('skep_outbox') WHERE `name` = 'expendable'")) {
            execute(connection, "ALTER TABLE `skep_outbox` ADD COLUMN `expendable` integer NOT NULL DEFAULT 0");
        }
        execute(
                connection,
                "CREATE INDEX IF NOT EXISTS `skep_outbox_expendable` ON `skep_outbox` (`id`) WHERE `expendable`");
        if (isNew) {
            execute(connection, "INSERT OR REPLACE INTO `skep_state` VALUES ('coverage', '" + ifNew.name() + "')");
        }
        execute(connection, "COMMIT");
    }

    private static boolean has(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    /** A file that says nothing, as a Go edgecore's, is whole. */
    static Coverage coverage(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT `value` FROM `skep_state` WHERE `key` = 'coverage'")) {
            return rows.next() ? Coverage.valueOf(rows.getString(1)) : Coverage.WHOLE;
        }
    }

    /** Returns how many marks were taken away. */
    static int complete(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate("DELETE FROM `skep_state` WHERE `key` = 'coverage'");
        }
    }

    /** True when the file's structure is sound; looks at every page. */
    static boolean isSound(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA quick_check(1)")) {
            return rows.next() && rows.getString(1).equals("ok");
        }
    }

    static void openReader(Connection connection) throws SQLException {
        execute(connection, "PRAGMA busy_timeout = 5000");
        execute(connection, "PRAGMA query_only = ON");
        execute(connection, "PRAGMA cache_size = -1024");
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
