package io.skep.edge.store.internal;

import io.skep.beehive.api.SkepException;
import io.skep.edge.store.MetaStore.Coverage;
import io.skep.edge.store.StoreError;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.JDBC;

/** The file on the disk: opens it for the one writer, and sets it aside when it is damaged at the start. Only the writing thread comes here. */
final class DatabaseFile {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseFile.class);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String CORRUPT = ".corrupt-";
    private static final int KEPT = 3;

    private final Path file;
    private final InstantSource clock;
    private boolean checked;

    DatabaseFile(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /** Opens the file for writing; the first time it looks whether the file is sound, and begins a new one if it is not. */
    Connection open() throws SQLException {
        createFolder();
        boolean exists = Files.exists(file);
        if (!exists && Files.exists(beside("-wal"))) {
            setAside();
        }
        Connection fresh = connect(file, false);
        try {
            if (exists && !checked && !isSound(fresh)) {
                fresh.close();
                setAside();
                fresh = connect(file, false);
            }
            Schema.openWriter(fresh, wasSetAside() ? Coverage.LOST : Coverage.NEW);
            fresh.setAutoCommit(false);
        } catch (SQLException | SkepException e) {
            fresh.close();
            throw e;
        }
        checked = true;
        return fresh;
    }

    private static boolean isSound(Connection connection) throws SQLException {
        try {
            return Schema.isSound(connection);
        } catch (SQLException e) {
            if (Failures.isDamage(e)) {
                return false;
            }
            throw e;
        }
    }

    /** The log goes too: without its database it would be taken for that of the next one. */
    private void setAside() {
        Path aside = beside(CORRUPT + TIME.format(clock.instant()));
        boolean hadDatabase = Files.exists(file);
        try {
            for (String part : List.of("", "-wal", "-shm")) {
                if (Files.exists(beside(part))) {
                    Files.move(beside(part), aside.resolveSibling(aside.getFileName() + part));
                }
            }
            removeOld();
        } catch (IOException e) {
            throw Failures.notSetAside(file, e);
        }
        if (hadDatabase) {
            LOG.error(
                    "store begins anew: {}",
                    new SkepException(
                                    StoreError.SET_ASIDE,
                                    "The database " + file + " is damaged and was set aside as " + aside.getFileName()
                                            + "; messages that had not reached the cloud are lost.")
                            .line());
        }
    }

    /** A bad disk must not fill itself with copies. */
    private void removeOld() throws IOException {
        List<Path> copies = setAsideBefore();
        for (Path old : copies.subList(0, Math.max(0, copies.size() - KEPT))) {
            for (String part : List.of("", "-wal", "-shm")) {
                Files.deleteIfExists(old.resolveSibling(old.getFileName() + part));
            }
        }
    }

    private boolean wasSetAside() {
        try {
            return !setAsideBefore().isEmpty();
        } catch (IOException e) {
            throw Failures.folder(file, e);
        }
    }

    /** Oldest first, without their logs. */
    private List<Path> setAsideBefore() throws IOException {
        List<Path> copies = new ArrayList<>();
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(file.toAbsolutePath().getParent(), file.getFileName() + CORRUPT + "*Z")) {
            found.forEach(copies::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        copies.sort(null);
        return copies;
    }

    private Path beside(String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    private void createFolder() {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            throw Failures.folder(file, e);
        }
    }

    /** Asks the driver itself: DriverManager does not see it from within a framework. */
    static Connection connect(Path file, boolean existing) throws SQLException {
        Properties options = new Properties();
        options.setProperty("open_mode", existing ? "2" : "6");
        return new JDBC().connect(JDBC.PREFIX + file, options);
    }
}
