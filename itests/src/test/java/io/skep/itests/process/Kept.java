package io.skep.itests.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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

    private final Path cloud;
    private final Path edge;
    private final GrowingFile file;
    private final Set<String> ids = new HashSet<>();
    private final Map<String, Integer> again = new TreeMap<>();
    private final Set<Integer> uploads = new HashSet<>();
    private final Map<Integer, Integer> twice = new HashMap<>();
    private int newest = -1;
    private int newestUpload;
    private int overtaken;

    /** Puts keeper and uploader into their containers. */
    Kept(Cluster cluster) {
        this.cloud = cluster.folder().resolve("cloud");
        this.edge = cluster.folder().resolve("edge-1");
        this.file = new GrowingFile(cloud.resolve(Keeper.FILE));
        TestJar.module("io.skep.itests.keeper", Keeper.class)
                .as("router", "edgecontroller")
                .write(cloud.resolve("deploy/keeper.jar"));
        TestJar.module("io.skep.itests.uploader", Uploader.class)
                .as("uploader", "test")
                .write(edge.resolve("deploy/uploader.jar"));
        Await.until("the first upload has arrived", Duration.ofSeconds(30), this::uploads, count -> count > 0);
    }

    private void read() {
        for (String line : file.newLines()) {
            String[] words = line.split(" ");
            boolean first = ids.add(words[0]);
            if (!first) {
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
            if (!uploads.add(number)) {
                twice.merge(number, 1, Integer::sum);
            } else if (number < newestUpload) {
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
            if (!uploads.contains(number)) {
                missing.add("upload " + number + " was lost");
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
            Files.deleteIfExists(cloud.resolve("deploy/keeper.jar"));
            Files.deleteIfExists(edge.resolve("deploy/uploader.jar"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
