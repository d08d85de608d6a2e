package io.skep.itests.process;

import io.skep.itests.process.Command.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The containerd of one cluster.
 *
 * @param folder of the cluster
 * @param socket where it serves
 * @param network of its pods
 */
record PrivateEngine(Path folder, String socket, String network) {

    static PrivateEngine of(Cluster cluster) {
        Path home = cluster.folder().resolve("containerd");
        return new PrivateEngine(
                cluster.folder(),
                find(home.resolve("config.toml"), "address = \"(/[^\"]+)\""),
                find(home.resolve("cni/net.d/10-skep.conflist"), "\"bridge\":\"([^\"]+)\""));
    }

    private static String find(Path file, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(read(file));
        if (!found.find()) {
            throw new AssertionError("no " + pattern + " in " + file);
        }
        return found.group(1);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it at once; returns its number. */
    long kill() {
        long pid = Long.parseLong(read(folder.resolve("containerd/pid")).split(" ")[0]);
        Command.of("kill", "-9", Long.toString(pid)).run().ok();
        Await.until("containerd ended", Duration.ofSeconds(10), () -> isAlive(pid), alive -> !alive);
        return pid;
    }

    private static boolean isAlive(long pid) {
        try {
            return !Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
        } catch (IOException e) {
            return false;
        }
    }

    /** As if it had never been there. */
    void removeSocket() {
        try {
            Files.delete(Path.of(socket));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks it past every edge. */
    Result ctr(String... words) {
        List<String> all = new ArrayList<>(
                List.of("ctr", "--connect-timeout", "2s", "--address", socket, "--namespace", "k8s.io"));
        all.addAll(List.of(words));
        return Command.of(all).run();
    }
}
