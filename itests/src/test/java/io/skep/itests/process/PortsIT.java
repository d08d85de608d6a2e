package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A default installation listens on exactly the ports of docs/ports.md, and on addresses of this machine alone. */
class PortsIT {

    private static final int OFFSET = 1_400;
    private static final Pattern ENTRY = Pattern.compile("([0-9A-F]+):([0-9A-F]{4})");

    @Test
    void listensOnTheDocumentedPortsOnly() throws IOException {
        try (Cluster cluster = Cluster.up("ports", OFFSET, 2)) {
            assertThat(listening(cluster, "cloud")).isEqualTo(documented("cloudcore", "127.0.0.1"));
            assertThat(listening(cluster, "edge-1")).isEqualTo(documented("edgecore", "127.0.0.1"));
            assertThat(listening(cluster, "edge-2")).isEqualTo(documented("edgecore", "127.0.1.2"));
        }
    }

    private static Set<String> documented(String container, String address) throws IOException {
        Pattern row = Pattern.compile("\\| " + container + " \\| (\\d+) \\|.*");
        return Files.readAllLines(Cluster.ROOT.resolve("docs/ports.md")).stream()
                .map(row::matcher)
                .filter(Matcher::matches)
                .map(matcher -> address + ":" + matcher.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> listening(Cluster cluster, String name) throws IOException {
        Path process = Path.of("/proc", Long.toString(cluster.pid(name)));
        Set<String> sockets = sockets(process.resolve("fd"));
        Set<String> places = new TreeSet<>();
        for (String table : new String[] {"tcp", "tcp6"}) {
            for (String line : Files.readAllLines(process.resolve("net").resolve(table))) {
                String[] words = line.trim().split("\\s+");
                if (words.length > 9 && words[3].equals("0A") && sockets.contains("socket:[" + words[9] + "]")) {
                    places.add(place(words[1]));
                }
            }
        }
        return places;
    }

    private static Set<String> sockets(Path descriptors) throws IOException {
        Set<String> sockets = new TreeSet<>();
        try (Stream<Path> files = Files.list(descriptors)) {
            for (Path file : files.toList()) {
                if (Files.isSymbolicLink(file)) {
                    sockets.add(Files.readSymbolicLink(file).toString());
                }
            }
        }
        return sockets;
    }

    /** Address and KubeEdge's port of an entry; the kernel writes the address' last four bytes backwards, ::ffff: before them or not. */
    private static String place(String entry) {
        Matcher matcher = ENTRY.matcher(entry);
        assertThat(matcher.matches()).as(entry).isTrue();
        String hex = matcher.group(1);
        String last = hex.substring(hex.length() - 8);
        StringBuilder address = new StringBuilder();
        for (int i = 6; i >= 0; i -= 2) {
            address.append(Integer.parseInt(last.substring(i, i + 2), 16)).append(i > 0 ? "." : "");
        }
        return address + ":" + (Integer.parseInt(matcher.group(2), 16) - OFFSET);
    }
}
