package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads the log of a pod's container: its newest attempt, without the times and stream names of CRI's format. */
public final class PodLogs {

    private static final long MOST_BYTES = 1 << 20;

    private final JsonNode pod;
    private final PodFolder folder;

    PodLogs(JsonNode pod, PodFolder folder) {
        this.pod = pod;
        this.folder = folder;
    }

    public List<String> containers() {
        List<String> names = new ArrayList<>();
        pod.path("spec")
                .path("initContainers")
                .forEach(node -> names.add(node.path("name").asText()));
        pod.path("spec")
                .path("containers")
                .forEach(node -> names.add(node.path("name").asText()));
        return names;
    }

    /** The container that is meant when none is named: the first that is no init container. */
    public String first() {
        return pod.path("spec").path("containers").path(0).path("name").asText();
    }

    /** The last lines, at most {@code tail} of them and of the last MiB. */
    public List<String> tail(String container, int tail) throws IOException {
        Path newest = null;
        int highest = -1;
        Path parent = folder.log(container, 0).getParent();
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(parent)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = file.getFileName().toString();
                if (name.matches("\\d{1,9}\\.log") && Integer.parseInt(name.replace(".log", "")) > highest) {
                    highest = Integer.parseInt(name.replace(".log", ""));
                    newest = file;
                }
            }
        }
        return newest == null ? List.of() : lines(newest, tail);
    }

    private static List<String> lines(Path file, int tail) throws IOException {
        byte[] bytes;
        try (var channel = Files.newByteChannel(file)) {
            long from = Math.max(0, channel.size() - MOST_BYTES);
            var buffer = java.nio.ByteBuffer.allocate((int) (channel.size() - from));
            channel.position(from);
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                continue;
            }
            bytes = java.util.Arrays.copyOf(buffer.array(), buffer.position());
        }
        List<String> texts = new ArrayList<>();
        StringBuilder whole = new StringBuilder();
        for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
            String[] words = line.split(" ", 4);
            if (words.length == 4) {
                whole.append(words[3]);
                if (words[2].equals("F")) {
                    texts.add(whole.toString());
                    whole.setLength(0);
                }
            }
        }
        return texts.subList(Math.max(0, texts.size() - tail), texts.size());
    }
}
