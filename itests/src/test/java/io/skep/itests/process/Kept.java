package io.skep.itests.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the {@link Keeper} in the cloud has written down, and what became of what the {@link Uploader} in the edge sent. */
final class Kept implements AutoCloseable {

    private static final Pattern NUMBER = Pattern.compile("/event/" + Recorder.EVENT + "(\\d+)$");
    private static final Pattern DIGITS = Pattern.compile("\\d+");

    private final List<Path> clouds;
    private final Path edge;
    private final List<GrowingFile> files;
    private final Set<String> ids = new HashSet<>();
    private final Map<String, Integer> again = new TreeMap<>();
    private final Set<Integer> uploads = new HashSet<>();
    private int newest = -1;
    private int newestUpload;
    private int overtaken;

    /**
     * Puts keeper and uploader into their containers.
     *
     * @param clouds folders of all that an edge may be linked to
     */
    Kept(Cluster cluster, List<Path> clouds) {
        this.clouds = List.copyOf(clouds);
        this.edge = cluster.folder().resolve("edge-1");
        this.files = clouds.stream()
                .map(cloud -> new GrowingFile(cloud.resolve(Keeper.FILE)))
                .toList();
        clouds.forEach(cloud -> TestJar.module("io.skep.itests.keeper", Keeper.class)
                .as("router", "edgecontroller")
                .write(cloud.resolve("deploy/keeper.jar")));
        Await.until("events are kept", Duration.ofSeconds(60), this::newest, number -> number > 0);
        TestJar.module("io.skep.itests.uploader", Uploader.class)
                .as("uploader", "test")
                .write(edge.resolve("deploy/uploader.jar"));
        Await.until("the first upload has arrived", Duration.ofSeconds(60), this::uploads, count -> count > 0);
    }

    private void read() {
        files.forEach(file -> read(file.newLines()));
    }

    private void read(List<String> lines) {
        for (String line : lines) {
            String[] words = line.split(" ");
            if (!ids.add(words[0])) {
                again.merge(words[1], 1, Integer::sum);
            }
            Matcher number = NUMBER.matcher(words[2]);
            if (number.find()) {
                newest = Math.max(newest, Integer.parseInt(number.group(1)));
            }
            if (words[1].equals("upload")) {
                upload(words[3]);
            }
        }
    }

    private void upload(String content) {
        Matcher digits = DIGITS.matcher(content);
        if (digits.find()) {
            int number = Integer.parseInt(digits.group());
            if (uploads.add(number) && number < newestUpload) {
                overtaken++;
            }
            newestUpload = Math.max(newestUpload, number);
        }
    }

    /** The highest number of an event that has come up, -1 for none. */
    int newest() {
        read();
        return newest;
    }

    /** How many different messages have come. */
    int messages() {
        read();
        return ids.size();
    }

    /** How many messages came once more, by operation. */
    Map<String, Integer> again() {
        read();
        return again;
    }

    /** How many different uploads have come. */
    int uploads() {
        read();
        return uploads.size();
    }

    /** How many uploads the edge's hub has been given. */
    int uploaded() {
        try {
            Path sent = edge.resolve(Uploader.SENT);
            List<String> lines = Files.exists(sent) ? Files.readAllLines(sent) : List.of();
            return lines.isEmpty() ? 0 : Integer.parseInt(lines.getLast());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The uploads that have not come, and how many came after a later one. */
    List<String> missing() {
        read();
        List<String> missing = new ArrayList<>();
        int sent = uploaded();
        for (int number = 1; number <= sent; number++) {
            int first = number;
            while (number <= sent && !uploads.contains(number)) {
                number++;
            }
            if (number > first) {
                missing.add("uploads " + first + " to " + (number - 1) + " were lost");
            }
        }
        if (overtaken > 0) {
            missing.add(overtaken + " uploads came after a later one");
        }
        return missing;
    }

    @Override
    public void close() {
        try {
            for (Path cloud : clouds) {
                Files.deleteIfExists(cloud.resolve("deploy/keeper.jar"));
            }
            Files.deleteIfExists(edge.resolve("deploy/uploader.jar"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
