package io.skep.itests.process;

import io.skep.distributions.launcher.SocketFolder;
import io.skep.itests.bus.ShellClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** The shells of a cluster's containers without a process for each command. */
final class Shells {

    private static final long LIMIT_NS = 30_000_000_000L;

    private final Path sockets;

    Shells(Cluster cluster) {
        this.sockets = SocketFolder.locate(cluster.folder(), System.getenv());
    }

    /** Runs a command; a shell that is just being swapped is waited for. Fails when the command fails. */
    String ok(String container, String command) {
        long deadline = System.nanoTime() + LIMIT_NS;
        while (true) {
            try (ShellClient client = new ShellClient(sockets.resolve(container + ".sock"))) {
                ShellClient.Result result = client.run(command);
                if (result.status() != 0) {
                    throw new AssertionError(container + "> " + command + "\n" + result.out() + result.err());
                }
                return result.out();
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("the shell of " + container + " does not answer " + command, e);
                }
                LockSupport.parkNanos(20_000_000L);
            }
        }
    }

    /** Runs a command once; nothing when it fails or nobody answers. */
    String tried(String container, String command) {
        try (ShellClient client = new ShellClient(sockets.resolve(container + ".sock"))) {
            ShellClient.Result result = client.run(command);
            return result.status() == 0 ? result.out() : "";
        } catch (IOException e) {
            return "";
        }
    }

    /** Runs a command that takes the shell itself away. */
    void last(String container, String command) {
        try (ShellClient client = new ShellClient(sockets.resolve(container + ".sock"))) {
            client.run(command);
        } catch (IOException e) {
            LockSupport.parkNanos(20_000_000L);
        }
        ok(container, "beehive:list");
    }
}
