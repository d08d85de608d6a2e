package io.skep.distributions.launcher;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why a file or folder could not be used, in words for people. */
public final class Reason {

    private Reason() {}

    /** Without class name and full stop. */
    public static String of(Exception failure) {
        String words = words(failure).strip();
        return words.endsWith(".") ? words.substring(0, words.length() - 1) : words;
    }

    private static String words(Exception failure) {
        return switch (failure) {
            case AccessDeniedException denied -> "permission denied at " + denied.getFile();
            case NoSuchFileException missing -> missing.getFile() + " does not exist and cannot be made there";
            case FileAlreadyExistsException present -> "a file is in the way at " + present.getFile();
            case FileSystemException other
            when other.getReason() != null -> other.getReason() + " at " + other.getFile();
            default ->
                failure.getMessage() == null || failure.getMessage().isBlank()
                        ? failure.getClass().getSimpleName()
                        : failure.getMessage().lines().findFirst().orElse("");
        };
    }
}
