package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A default installation listens on exactly the ports of docs/ports.md. */
class PortsIT {

    private static final int OFFSET = 1_400;

    @Test
    void listensOnTheDocumentedPortsOnly() throws IOException {
        try (Cluster cluster = Cluster.up("ports", OFFSET, 1)) {
            assertThat(listening(cluster, "cloud")).isEqualTo(documented("cloudcore"));
            assertThat(listening(cluster, "edge-1")).isEqualTo(documented("edgecore"));
        }
    }

    private static Set<Integer> documented(String container) throws IOException {
        Set<Integer> ports = new TreeSet<>();
        Pattern row = Pattern.compile("\\| " + container + " \\| (\\d+) \\|.*");
        for (String line : Files.readAllLines(Cluster.ROOT.resolve("docs/ports.md"))) {
            Matcher matcher = row.matcher(line);
            if (matcher.matches()) {
                ports.add(Integer.valueOf(matcher.group(1)));
            }
        }
        return ports;
    }

    private static Set<Integer> listening(Cluster cluster, String name) throws IOException {
        long pid = cluster.pid(name);
        Set<String> inodes = new TreeSet<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path descriptor : descriptors.toList()) {
                if (Files.isSymbolicLink(descriptor)) {
                    Matcher socket = Pattern.compile("socket:\\[(\\d+)]")
                            .matcher(Files.readSymbolicLink(descriptor).toString());
                    if (socket.matches()) {
                        inodes.add(socket.group(1));
                    }
                }
            }
        }
        Set<Integer> ports = new TreeSet<>();
        for (String table : new String[] {"tcp", "tcp6"}) {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "net", table))) {
                String[] words = line.trim().split("\\s+");
                if (words.length > 9 && words[3].equals("0A") && inodes.contains(words[9])) {
                    ports.add(Integer.parseInt(words[1].substring(words[1].lastIndexOf(':') + 1), 16) - OFFSET);
                }
            }
        }
        return ports;
    }
}
