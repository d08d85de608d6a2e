package io.skep.edge.store.internal;

import java.sql.Connection;
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
                `message` blob NOT NULL)""",
            "CREATE INDEX IF NOT EXISTS `skep_meta_type` ON `meta` (`type`)",
            "CREATE INDEX IF NOT EXISTS `skep_outbox_key` ON `skep_outbox` (`key`)");

    private Schema() {}

    /** Settings of the file: write-ahead log, and every commit on the disk before it is reported. */
    static void openWriter(Connection connection) throws SQLException {
        execute(connection, "PRAGMA busy_timeout = 5000");
        execute(connection, "PRAGMA journal_mode = WAL");
        execute(connection, "PRAGMA synchronous = FULL");
        execute(connection, "PRAGMA wal_autocheckpoint = 500");
        execute(connection, "PRAGMA cache_size = -1024");
        for (String table : TABLES) {
            execute(connection, table);
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
