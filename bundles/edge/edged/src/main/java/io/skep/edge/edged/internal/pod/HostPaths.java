package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.edge.edged.internal.EdgedError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Volumes that are folders, files, sockets or devices of the machine. */
final class HostPaths {

    private static final int KIND = 0170000;
    private static final int SOCKET = 0140000;
    private static final int BLOCK_DEVICE = 0060000;
    private static final int CHARACTER_DEVICE = 0020000;

    private final JsonNode pod;

    HostPaths(JsonNode pod) {
        this.pod = pod;
    }

    /** Makes what is to be made when it does not exist, and checks the kind of what is there. */
    Path prepare(JsonNode source) throws IOException {
        String text = source.path("path").asText();
        if (!text.startsWith("/") || text.indexOf('\0') >= 0 || ("/" + text + "/").contains("/../")) {
            throw wrong(text, "is not an absolute path without '..'");
        }
        Path path = Path.of(text);
        String type = source.path("type").asText("");
        if (type.equals("DirectoryOrCreate") && !Files.exists(path)) {
            Files.createDirectories(path);
            Files.setPosixFilePermissions(path, AtomicFolder.permissions(0755));
        } else if (type.equals("FileOrCreate") && !Files.exists(path)) {
            Files.createFile(path);
            Files.setPosixFilePermissions(path, AtomicFolder.permissions(0644));
        }
        boolean right = switch (type) {
            case "" -> true;
            case "Directory", "DirectoryOrCreate" -> Files.isDirectory(path);
            case "File", "FileOrCreate" -> Files.isRegularFile(path);
            case "Socket" -> kind(path) == SOCKET;
            case "CharDevice" -> kind(path) == CHARACTER_DEVICE;
            case "BlockDevice" -> kind(path) == BLOCK_DEVICE;
            default -> false;
        };
        if (!right) {
            throw wrong(text, "is not a " + word(type));
        }
        return path;
    }

    private static int kind(Path path) throws IOException {
        try {
            return (Integer) Files.getAttribute(path, "unix:mode") & KIND;
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private static String word(String type) {
        return switch (type) {
            case "Directory", "DirectoryOrCreate" -> "directory";
            case "File", "FileOrCreate" -> "file";
            case "Socket" -> "socket file";
            case "CharDevice" -> "character device";
            case "BlockDevice" -> "block device";
            default -> type;
        };
    }

    private PodProblem wrong(String path, String why) {
        return PodProblem.of(EdgedError.HOST_PATH_WRONG, pod, "waits: hostPath type check failed: " + path + " " + why);
    }
}
