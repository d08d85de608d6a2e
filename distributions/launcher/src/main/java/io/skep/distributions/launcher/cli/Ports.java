package io.skep.distributions.launcher.cli;

import io.skep.distributions.launcher.LauncherError;
import io.skep.distributions.launcher.LauncherException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The ports of one cloud, KubeEdge's own plus an offset, so that several can live side by side.
 *
 * @param offset added to every port
 */
record Ports(int offset) {

    static final String HOST = "127.0.0.1";

    /**
     * The first ports from an offset on that nobody listens on, for runs that nobody talks to from outside. Start below 20 000: beyond 32 767 the
     * kernel hands out ports to outgoing connections.
     */
    static Ports freeFrom(int offset) {
        for (int step = 0; step < 100; step++) {
            Ports ports = new Ports(offset + 10 * step);
            if (ports.all().stream().allMatch(Ports::isFree)) {
                return ports;
            }
        }
        throw new LauncherException(
                LauncherError.PORT_IN_USE, "No free ports were found from 127.0.0.1:" + (10000 + offset) + " on.");
    }

    int websocket() {
        return 10000 + offset;
    }

    int https() {
        return 10002 + offset;
    }

    int api() {
        return 6443 + offset;
    }

    /** Of the cloud's metrics and health. */
    int cloudMonitor() {
        return 9091 + offset;
    }

    /** Of an edge's metrics and health; each edge listens on an address of its own. */
    int edgeMonitor() {
        return 9092 + offset;
    }

    private List<Integer> all() {
        return List.of(websocket(), https(), api(), cloudMonitor(), edgeMonitor());
    }

    /**
     * Checks that nobody listens on the ports of a cloud. Without that of its metrics it does its work, and takes it when it is free.
     *
     * @param withApi whether the embedded API will listen as well
     * @throws LauncherException naming the port and, if /proc tells, the process
     */
    void checkFree(boolean withApi) {
        for (int port : withApi ? List.of(websocket(), https(), api()) : List.of(websocket(), https())) {
            if (!isFree(port)) {
                throw new LauncherException(
                        LauncherError.PORT_IN_USE,
                        "The port " + HOST + ":" + port + " is in use"
                                + owner(port).map(who -> " by " + who).orElse("") + ".");
            }
        }
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(HOST), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(HOST, port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Process id and name of who listens on a port, if /proc lets us see it. */
    static Optional<String> owner(int port) {
        String hex = String.format(":%04X ", port);
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            try {
                for (String line : Files.readAllLines(Path.of(table))) {
                    String[] words = line.strip().split("\\s+");
                    if (words.length > 9 && (words[1] + " ").endsWith(hex) && words[3].equals("0A")) {
                        return process("socket:[" + words[9] + "]");
                    }
                }
            } catch (IOException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Optional<String> process(String socket) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, socket)) {
                    return Optional.of("process " + process.getFileName() + " ("
                            + Files.readString(process.resolve("comm")).strip() + ")");
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean holds(Path process, String socket) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path file : files) {
                if (Files.isSymbolicLink(file)
                        && Files.readSymbolicLink(file).toString().equals(socket)) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false;
        }
        return false;
    }
}
