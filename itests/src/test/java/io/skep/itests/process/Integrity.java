package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Asks SQLite whether a database is intact. */
final class Integrity {

    private Integrity() {}

    /** The same of a copy, so that the next start finds everything as the killed process left it. */
    static List<String> checkCopy(Path database, Path folder) throws SQLException, IOException {
        Files.createDirectories(folder);
        for (String end : List.of("", "-wal", "-shm")) {
            Path part = database.resolveSibling(database.getFileName() + end);
            Path copy = folder.resolve(part.getFileName());
            Files.deleteIfExists(copy);
            if (Files.exists(part)) {
                Files.copy(part, copy);
            }
        }
        return check(folder.resolve(database.getFileName()));
    }

    /** Opens the database of a process that was killed, as its next start would; "ok" is all that it should say. */
    static List<String> check(Path database) throws SQLException {
        assertThat(database).isNotEmptyFile();
        List<String> lines = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA integrity_check")) {
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
        }
        return lines;
    }
}
