package io.skep.itests.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What containers leave on a machine, as far as it carries the names of one folder.
 *
 * @param folder of the cluster
 * @param socket of its containerd
 * @param network of its pods, also the name of their bridge
 * @param uid of a pod
 */
record Traces(Path folder, String socket, String network, String uid) {

    /** All that is there now, one line each. */
    List<String> find() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path process : list(Path.of("/proc"))) {
            String words = read(process.resolve("cmdline")).replace('\0', ' ');
            if (process.getFileName().toString().matches("\\d+")
                    && (words.contains(socket) || words.contains(folder + "/containerd/config.toml"))) {
                found.add("process " + words);
            }
        }
        read(Path.of("/proc/self/mountinfo"))
                .lines()
                .map(line -> line.split(" ")[4])
                .filter(point -> point.startsWith(folder + "/"))
                .forEach(point -> found.add("mount " + point));
        for (Path hierarchy : list(Path.of("/sys/fs/cgroup"))) {
            if (Files.isDirectory(hierarchy.resolve("skep/pod" + uid))) {
                found.add("cgroup " + hierarchy);
            }
        }
        if (Files.exists(Path.of("/sys/class/net", network))) {
            found.add("bridge " + network);
        }
        Command.of("iptables-save")
                .with("PATH", System.getenv("PATH") + ":/usr/sbin:/sbin")
                .run()
                .out()
                .lines()
                .filter(line -> line.contains(network))
                .forEach(line -> found.add("rule " + line));
        list(Path.of("/var/lib/cni/results")).stream()
                .filter(file -> file.getFileName().toString().startsWith(network))
                .forEach(file -> found.add("result " + file));
        return found;
    }

    /** The sockets of the shims that hold containers now. */
    List<Path> shimSockets() throws IOException {
        List<Path> sockets = new ArrayList<>();
        for (Path bundle : list(folder.resolve("containerd/run/io.containerd.runtime.v2.task/k8s.io"))) {
            String address = read(bundle.resolve("address"));
            if (!address.isEmpty()) {
                sockets.add(Path.of(address.substring("unix://".length())));
            }
        }
        return sockets;
    }

    private static List<Path> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
