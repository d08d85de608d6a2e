package io.skep.distributions.launcher.containers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What is asked of a containerd besides CRI, through its own program {@code ctr}. */
final class Ctr {

    private static final String CRI = "k8s.io";
    private static final Pattern SERVER = Pattern.compile("(?s)Server:.*?Version:\\s*v?(\\d[\\d.]*\\d)");
    private static final int AT_ONCE = 4;

    private final Place place;

    Ctr(Place place) {
        this.place = place;
    }

    private Program run(String namespace, String... words) {
        List<String> all =
                new ArrayList<>(List.of("ctr", "--address", place.socket().toString(), "--namespace", namespace));
        all.addAll(List.of(words));
        return Program.run(all);
    }

    /** The version of the one that answers. */
    Optional<String> version() {
        Program answer = run(CRI, "version");
        return answer.succeeded() ? version(answer.out()) : Optional.empty();
    }

    static Optional<String> version(String answer) {
        Matcher matcher = SERVER.matcher(answer);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Whether CRI knows some images by exactly these digests; it takes imported ones over a little later. */
    boolean hasImages(Map<String, String> digests) {
        return hasImages(run(CRI, "images", "ls").out(), digests);
    }

    static boolean hasImages(String table, Map<String, String> digests) {
        return digests.entrySet().stream()
                .allMatch(image -> table.lines()
                        .anyMatch(line -> line.startsWith(image.getKey() + " ")
                                && line.contains(" " + image.getValue() + " ")
                                && line.contains("io.cri-containerd.image=managed")));
    }

    Program importImages(Path archive, String snapshotter) {
        return run(CRI, "images", "import", "--snapshotter", snapshotter, archive.toString());
    }

    /** The ids of the containers of CRI, those that hold pods included. */
    List<String> containers() {
        return lines(run(CRI, "containers", "ls", "-q"));
    }

    /** The ids of the containers with a label, without those that hold pods. */
    List<String> containersOf(String label, String value) {
        return lines(run(
                CRI,
                "containers",
                "ls",
                "-q",
                "labels.\"" + label + "\"==" + value + ",labels.\"io.cri-containerd.kind\"==container"));
    }

    private static List<String> lines(Program answer) {
        return answer.succeeded()
                ? answer.out().lines().filter(line -> !line.isBlank()).toList()
                : List.of();
    }

    /** Kills and removes every container; false if some are left. */
    boolean removeContainers() {
        Program answer = run(CRI, "namespaces", "ls", "-q");
        if (!answer.succeeded()) {
            return false;
        }
        return lines(answer).stream().allMatch(this::removeContainers);
    }

    private boolean removeContainers(String namespace) {
        List<String> ids = lines(run(namespace, "containers", "ls", "-q"));
        List<Thread> workers = new ArrayList<>();
        for (int worker = 0; worker < AT_ONCE; worker++) {
            int first = worker;
            workers.add(Thread.ofVirtual().start(() -> {
                for (int i = first; i < ids.size(); i += AT_ONCE) {
                    run(namespace, "tasks", "rm", "-f", ids.get(i));
                }
            }));
        }
        workers.forEach(Ctr::join);
        if (!ids.isEmpty()) {
            run(
                    namespace,
                    Stream.concat(Stream.of("containers", "rm"), ids.stream()).toArray(String[]::new));
        }
        Program left = run(namespace, "containers", "ls", "-q");
        return left.succeeded() && left.out().isBlank();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
