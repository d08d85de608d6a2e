package io.skep.distributions.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The state folder of one instance, locked as long as the process lives: two instances never share one. */
final class StateFolder implements AutoCloseable {

    private final Path path;
    private final FileChannel channel;

    private StateFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Makes and locks the folder.
     *
     * @throws LauncherException if another process has it or it cannot be written
     */
    static StateFolder open(Path path) {
        try {
            Files.createDirectories(path.resolve("log"));
            FileChannel channel = FileChannel.open(
                    path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!lock(channel)) {
                String owner = read(channel);
                channel.close();
                throw new LauncherException(
                        LauncherError.FOLDER_IN_USE,
                        "The state folder " + path + " is in use by process " + owner + ".");
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return new StateFolder(path, channel);
        } catch (IOException e) {
            throw new LauncherException(
                    LauncherError.FOLDER_UNUSABLE,
                    "The state folder " + path + " cannot be written: " + Reason.of(e) + ".",
                    e);
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(20);
        channel.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
