package io.skep.itests.process;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.model.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** What a storm kills, and what is restarted by that. */
sealed interface Victim {

    /** Kills it at once, and tells the wishes what that explains; in words. */
    String kill(Cluster cluster, Wishes wishes, Random random) throws IOException, InterruptedException;

    /** Starts it again, if it does not come back by itself. */
    void start(Cluster cluster);

    static Victim of(String name) {
        return switch (name) {
            case "cloud" -> new Cloud(name);
            case "containerd" -> new Engine();
            case "shim" -> new Shim();
            default -> new Edge(name);
        };
    }

    /** Ends a process at once, if it is there. */
    private static void kill(String pid) {
        Command.of("kill", "-9", pid).run();
    }

    /** The edge's agent: pods that are bundles end with it, containers do not. */
    record Edge(String instance) implements Victim {
        @Override
        public String kill(Cluster cluster, Wishes wishes, Random random) throws IOException, InterruptedException {
            wishes.edgeDies();
            cluster.kill(instance);
            return instance;
        }

        @Override
        public void start(Cluster cluster) {
            cluster.start(instance).ok();
        }
    }

    /** The cloud with its API: no pod notices. */
    record Cloud(String instance) implements Victim {
        @Override
        public String kill(Cluster cluster, Wishes wishes, Random random) {
            cluster.kill(instance);
            return instance;
        }

        @Override
        public void start(Cluster cluster) {
            cluster.start(instance).ok();
        }
    }

    /** The private containerd: containers go on under their shims. */
    record Engine() implements Victim {
        @Override
        public String kill(Cluster cluster, Wishes wishes, Random random) {
            return "containerd " + PrivateEngine.of(cluster).kill();
        }

        @Override
        public void start(Cluster cluster) {
            cluster.start(1).ok();
        }
    }

    /** The shim of one pod: its containers end with it and are started again. */
    record Shim() implements Victim {

        private static final String TASKS = "containerd/run/io.containerd.runtime.v2.task/k8s.io";

        @Override
        public String kill(Cluster cluster, Wishes wishes, Random random) throws IOException, InterruptedException {
            List<Path> sandboxes;
            try (Stream<Path> tasks = Files.list(cluster.folder().resolve(TASKS))) {
                sandboxes = tasks.filter(task -> Files.exists(task.resolve("shim.pid")))
                        .sorted()
                        .toList();
            }
            if (sandboxes.isEmpty()) {
                return "no shim";
            }
            Path sandbox = sandboxes.get(random.nextInt(sandboxes.size()));
            String pid;
            JsonNode spec;
            try {
                pid = Files.readString(sandbox.resolve("shim.pid")).strip();
                spec = Json.parse(Files.readString(sandbox.resolve("config.json")));
            } catch (NoSuchFileException e) {
                return "no shim: its pod was just removed";
            }
            String pod = spec.path("annotations")
                    .path("io.kubernetes.cri.sandbox-name")
                    .asText();
            wishes.ends(pod);
            Victim.kill(pid);
            return "shim of " + pod;
        }

        @Override
        public void start(Cluster cluster) {
            // containerd notices, and edged makes the pod's sandbox anew
        }
    }
}
