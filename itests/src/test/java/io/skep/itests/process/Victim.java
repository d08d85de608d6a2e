package io.skep.itests.process;

import io.skep.common.model.Json;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

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

        @Override
        public String kill(Cluster cluster, Wishes wishes, Random random) throws IOException, InterruptedException {
            Path tasks = cluster.folder().resolve("containerd/run/io.containerd.runtime.v2.task/k8s.io");
            List<Path> shims =
                    Await.until("a shim", Duration.ofSeconds(20), () -> shims(tasks), list -> !list.isEmpty());
            Path shim = shims.get(random.nextInt(shims.size()));
            String pod;
            try {
                pod = Json.parse(Files.readString(shim.resolve("cwd/config.json")))
                        .path("annotations")
                        .path("io.kubernetes.cri.sandbox-name")
                        .asText();
            } catch (IOException e) {
                return "no shim, its pod was just removed: " + shim;
            }
            wishes.ends(pod);
            Victim.kill(shim.getFileName().toString());
            return "shim of " + pod;
        }

        /** The shims of this containerd: each has the folder of its sandbox as working directory. */
        private static List<Path> shims(Path tasks) {
            List<Path> shims = new ArrayList<>();
            try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
                for (Path process : processes) {
                    if (isShim(process, tasks)) {
                        shims.add(process);
                    }
                }
            } catch (IOException e) {
                throw new AssertionError("/proc cannot be read", e);
            }
            return shims;
        }

        private static boolean isShim(Path process, Path tasks) {
            try {
                return Files.readSymbolicLink(process.resolve("cwd")).startsWith(tasks)
                        && Files.readString(process.resolve("comm")).startsWith("containerd-shim");
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        public void start(Cluster cluster) {
            // containerd notices, and edged makes the pod's sandbox anew
        }
    }
}
