package io.skep.itests.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A disk of a few MB in memory, mounted on a folder. Needs root. */
public final class SmallDisk implements AutoCloseable {

    private static final int BLOCK = 4096;

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Mounts one; the folder is made. */
    public static SmallDisk on(Path folder, int kilobytes) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Program.must("mount", "-t", "tmpfs", "-o", "size=" + kilobytes + "k,mode=0755", "skep-it", folder.toString());
        return new SmallDisk(folder);
    }

    /** True when this machine lets us mount. */
    public static boolean isPossible(Path folder) {
        if (!System.getProperty("user.name").equals("root")) {
            return false;
        }
        try {
            Path probe = Files.createDirectories(folder.resolve("probe"));
            boolean mounted = Program.run("mount", "-t", "tmpfs", "skep-it", probe.toString()) == 0;
            return mounted && Program.run("umount", probe.toString()) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    /** Leaves no byte free, also of what was freed since the last time. */
    public void fill() {
        try (OutputStream out =
                Files.newOutputStream(ballast(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            byte[] block = new byte[BLOCK];
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No space")) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Gives back what {@link #fill} took. */
    public void free() {
        try {
            Files.delete(ballast());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nothing may be open for writing on it. */
    public void readOnly(boolean on) {
        Program.must("mount", "-o", "remount," + (on ? "ro" : "rw"), folder.toString());
    }

    @Override
    public void close() {
        Program.must("umount", "-l", folder.toString());
    }
}
