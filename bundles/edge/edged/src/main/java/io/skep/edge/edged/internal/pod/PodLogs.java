package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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

    /** The last lines of the newest attempt, at most {@code tail} of them and of the last MiB. */
    public List<String> tail(String container, int tail) throws IOException {
        return tail(container, tail, false);
    }

    /** The same of the attempt before the newest; none when there was none. */
    public List<String> previous(String container, int tail) throws IOException {
        return tail(container, tail, true);
    }

    private List<String> tail(String container, int tail, boolean previous) throws IOException {
        List<Integer> attempts = attempts(container);
        int index = attempts.size() - (previous ? 2 : 1);
        return index < 0 ? List.of() : lines(folder.log(container, attempts.get(index)), tail);
    }

    private List<Integer> attempts(String container) throws IOException {
        Path parent = folder.log(container, 0).getParent();
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(parent)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\d{1,9}\\.log"))
                    .map(name -> Integer.parseInt(name.replace(".log", "")))
                    .sorted()
                    .toList();
        }
    }

    /** The last lines of one file, at most {@code tail} of them and of the last MiB; none when there is no file. */
    static List<String> lines(Path file, int tail) throws IOException {
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        byte[] bytes;
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            long from = Math.max(0, channel.size() - MOST_BYTES);
            ByteBuffer buffer = ByteBuffer.allocate((int) (channel.size() - from));
            channel.position(from);
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                continue;
            }
            bytes = Arrays.copyOf(buffer.array(), buffer.position());
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
