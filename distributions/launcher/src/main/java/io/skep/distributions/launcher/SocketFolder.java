package io.skep.distributions.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * Where the unix sockets of the instances below one folder are: {@code $XDG_RUNTIME_DIR/skep-<8 hex>}, else {@code /tmp/skep-<uid>-<8 hex>}.
 * Socket paths end at 107 characters, so they cannot be in the state folder itself.
 */
public final class SocketFolder {

    private static final String PRIVATE = "rwx------";

    private SocketFolder() {}

    /** The folder for the instances below {@code root}, whether it exists or not. */
    public static Path locate(Path root, Map<String, String> environment) {
        String hex = mark(root);
        String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        if (!runtime.isEmpty() && Files.isDirectory(Path.of(runtime)) && Files.isWritable(Path.of(runtime))) {
            return Path.of(runtime, "skep-" + hex);
        }
        return Path.of("/tmp", "skep-" + uid() + "-" + hex);
    }

    /** Eight hex digits that tell the instances below one folder from those below another. */
    public static String mark(Path root) {
        return sha256(root.toAbsolutePath().normalize().toString()).substring(0, 8);
    }

    /**
     * Makes the folder, closed to others, or checks that an existing one is ours and closed.
     *
     * @throws LauncherException if it belongs to somebody else, is open to others or cannot be made
     */
    public static Path make(Path folder) {
        try {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PRIVATE)));
        } catch (FileAlreadyExistsException e) {
            check(folder);
        } catch (IOException e) {
            throw new LauncherException(
                    LauncherError.FOLDER_UNUSABLE,
                    "The socket folder " + folder + " cannot be made: " + Reason.of(e) + ".",
                    e);
        }
        return folder;
    }

    private static void check(Path folder) {
        try {
            boolean ours =
                    uid().equals(String.valueOf(Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS)));
            String mode =
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS));
            if (!ours || !mode.equals(PRIVATE) || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw new LauncherException(
                        LauncherError.SOCKET_FOLDER_UNSAFE,
                        "The socket folder " + folder + " belongs to another user or is open to others.");
            }
        } catch (IOException e) {
            throw new LauncherException(
                    LauncherError.FOLDER_UNUSABLE,
                    "The socket folder " + folder + " cannot be checked: " + Reason.of(e) + ".",
                    e);
        }
    }

    private static String uid() {
        try {
            return String.valueOf(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException e) {
            return System.getProperty("user.name");
        }
    }

    /** SHA-256 of a text, in hex. */
    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
