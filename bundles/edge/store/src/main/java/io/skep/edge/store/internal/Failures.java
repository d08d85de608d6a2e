package io.skep.edge.store.internal;

import io.skep.beehive.api.SkepException;
import io.skep.edge.store.StoreError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** Turns what SQLite and the file system report into codes and sentences. */
final class Failures {

    private static final int PRIMARY_CODE = 0xff;

    private Failures() {}

    static SkepException of(Path file, String doing, SQLException cause) {
        SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(cause.getErrorCode() & PRIMARY_CODE);
        return switch (code) {
            case SQLITE_FULL ->
                new SkepException(
                        StoreError.NO_SPACE, "Cannot " + doing + " in " + file + ": no space left on the disk.", cause);
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH ->
                new SkepException(
                        StoreError.NOT_WRITABLE, "Cannot " + doing + " in " + file + ": it is not writable.", cause);
            case SQLITE_CANTOPEN -> cannotOpen(file, cause);
            case SQLITE_CORRUPT, SQLITE_NOTADB ->
                new SkepException(
                        StoreError.CORRUPT, "Cannot " + doing + " in " + file + ": it is no sound SQLite file.", cause);
            case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL ->
                new SkepException(
                        StoreError.LOCKED, "Cannot " + doing + " in " + file + ": another process holds it.", cause);
            case SQLITE_IOERR ->
                new SkepException(
                        StoreError.NOT_WRITABLE,
                        "Cannot " + doing + " in " + file + ": the disk answered with an error.",
                        cause);
            default ->
                new SkepException(
                        StoreError.FAILED, "Cannot " + doing + " in " + file + ": " + cause.getMessage() + ".", cause);
        };
    }

    /** SQLite says only this when it cannot make its log beside the file, for example on a read-only disk. */
    private static SkepException cannotOpen(Path file, SQLException cause) {
        if (Files.exists(file)
                && !(Files.isWritable(file)
                        && Files.isWritable(file.toAbsolutePath().getParent()))) {
            return new SkepException(
                    StoreError.NOT_WRITABLE, "Cannot open " + file + ": it or its folder is write-protected.", cause);
        }
        return new SkepException(
                StoreError.CANNOT_OPEN, "Cannot open " + file + ": the file cannot be created or read.", cause);
    }

    /** The file is damaged, whatever else may be true of it. */
    static boolean isDamage(SQLException cause) {
        SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(cause.getErrorCode() & PRIMARY_CODE);
        return code == SQLiteErrorCode.SQLITE_CORRUPT || code == SQLiteErrorCode.SQLITE_NOTADB;
    }

    static SkepException notSetAside(Path file, IOException cause) {
        return new SkepException(
                StoreError.NOT_SET_ASIDE,
                "Cannot set the damaged database " + file + " aside: "
                        + cause.getClass().getSimpleName() + " " + cause.getMessage() + ".",
                cause);
    }

    static SkepException folder(Path file, IOException cause) {
        return new SkepException(
                StoreError.CANNOT_OPEN,
                "Cannot create the folder of " + file + ": " + cause.getClass().getSimpleName() + " "
                        + cause.getMessage() + ".",
                cause);
    }

    static SkepException closed(Path file) {
        return new SkepException(StoreError.CLOSED, "Cannot use " + file + ": the store is stopped.");
    }
}
