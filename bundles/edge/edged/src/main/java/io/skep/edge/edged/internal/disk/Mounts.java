package io.skep.edge.edged.internal.disk;

import io.skep.beehive.api.SkepException;
import io.skep.edge.edged.internal.EdgedError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Mounts and unmounts on this machine with the commands {@code mount} and {@code umount}, where the process has the right to. Thread-safe. */
public final class Mounts {

    private static final Logger LOG = LoggerFactory.getLogger(Mounts.class);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int MAX_OUTPUT = 4096;
    private static final int CAP_SYS_ADMIN = 21;
    private static final List<Path> FOLDERS = List.of(Path.of("/usr/bin"), Path.of("/bin"));

    private final boolean able;
    private final Path mountinfo;

    Mounts(boolean able, Path mountinfo) {
        this.able = able;
        this.mountinfo = mountinfo;
    }

    /** As far as the rights of this process go. */
    public static Mounts ofThisProcess() {
        return new Mounts(
                hasRight(Path.of("/proc/self/status")) && !command("mount").isEmpty(), Path.of("/proc/self/mountinfo"));
    }

    /** Makes no mounts. */
    public static Mounts none() {
        return new Mounts(false, Path.of("/proc/self/mountinfo"));
    }

    static boolean hasRight(Path status) {
        try (InputStream in = Files.newInputStream(status)) {
            String text = new String(in.readNBytes(1 << 16), StandardCharsets.UTF_8);
            return text.lines()
                    .filter(line -> line.startsWith("CapEff:"))
                    .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                    .anyMatch(rights -> (rights >>> CAP_SYS_ADMIN & 1) == 1);
        } catch (IOException | NumberFormatException e) {
            return false;
        }
    }

    private static String command(String name) {
        return FOLDERS.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse("");
    }

    /** False when the process lacks the right, or the machine the command. */
    public boolean able() {
        return able;
    }

    public MountTable table() throws IOException {
        return MountTable.read(mountinfo);
    }

    /** Whether something is mounted at this very place. */
    public boolean isMounted(Path point) throws IOException {
        return Files.exists(point, LinkOption.NOFOLLOW_LINKS)
                && table().at(point.toRealPath()).isPresent();
    }

    /**
     * A file system in memory.
     *
     * @param bytes the most that it takes
     * @param mode of its top folder, octal
     * @param group of its top folder
     */
    public void memory(Path folder, long bytes, String mode, OptionalLong group) throws InterruptedException {
        String options = "size=" + bytes + ",mode=" + mode + (group.isPresent() ? ",gid=" + group.getAsLong() : "");
        run(List.of(command("mount"), "-t", "tmpfs", "-o", options, "tmpfs", folder.toString()));
    }

    /** Shows a file or folder at another place too. Neither path may end in a link. */
    public void bind(Path source, Path target) throws InterruptedException {
        run(List.of(command("mount"), "--no-canonicalize", "--bind", source.toString(), target.toString()));
    }

    public void unmount(Path point) throws InterruptedException {
        run(List.of(command("umount"), "--no-canonicalize", point.toString()));
    }

    /** Unmounts all at and below a folder. Throws when something stays mounted: then nothing there may be deleted. */
    public void clear(Path folder) throws IOException, InterruptedException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Path real = folder.toRealPath();
        List<Path> points = table().under(real);
        if (points.isEmpty()) {
            return;
        }
        if (!able) {
            throw failed(
                    "The mount " + points.getFirst() + " of a pod cannot be undone: this process may not unmount.");
        }
        for (Path point : points) {
            unmount(point);
        }
        List<Path> left = table().under(real);
        if (!left.isEmpty()) {
            throw failed("The mount " + left.getFirst() + " of a pod is still there after it was undone.");
        }
        LOG.debug("{} mounts below {} undone", points.size(), folder);
    }

    private static void run(List<String> command) throws InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw failed("The command " + String.join(" ", command) + " cannot be run: " + e.getMessage() + ".");
        }
        try {
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw failed("The command " + String.join(" ", command) + " did not end within " + LIMIT.toSeconds()
                        + " s.");
            }
            if (process.exitValue() != 0) {
                byte[] output = process.getInputStream().readNBytes(MAX_OUTPUT);
                throw failed("The command " + String.join(" ", command) + " failed: "
                        + new String(output, StandardCharsets.UTF_8).strip() + ".");
            }
        } catch (IOException e) {
            throw failed("The command " + String.join(" ", command) + " failed: " + e.getMessage() + ".");
        } finally {
            process.destroyForcibly();
        }
    }

    private static SkepException failed(String sentence) {
        return new SkepException(EdgedError.MOUNT_FAILED, sentence);
    }
}
