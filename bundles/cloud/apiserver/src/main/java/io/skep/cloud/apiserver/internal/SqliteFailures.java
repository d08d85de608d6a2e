package io.skep.cloud.apiserver.internal;

import io.skep.beehive.api.SkepException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** Turns what SQLite reports into codes and sentences. */
final class SqliteFailures {

    private static final int PRIMARY_CODE = 0xff;

    private SqliteFailures() {}

    static SkepException damaged(Path file) {
        return new SkepException(
                ApiServerError.DATABASE_CORRUPT,
                "Cannot open the API's database " + file + ": it is no sound SQLite file.");
    }

    static SkepException of(Path file, String doing, SQLException cause) {
        SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(cause.getErrorCode() & PRIMARY_CODE);
        String what = "Cannot " + doing + " the API's database " + file + ": ";
        return switch (code) {
            case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL ->
                new SkepException(ApiServerError.DATABASE_IN_USE, what + "another process holds it.", cause);
            case SQLITE_CORRUPT, SQLITE_NOTADB ->
                new SkepException(ApiServerError.DATABASE_CORRUPT, what + "it is no sound SQLite file.", cause);
            case SQLITE_FULL ->
                new SkepException(ApiServerError.DATABASE_UNUSABLE, what + "no space is left on the disk.", cause);
            default -> new SkepException(ApiServerError.DATABASE_UNUSABLE, what + cause.getMessage() + ".", cause);
        };
    }
}
