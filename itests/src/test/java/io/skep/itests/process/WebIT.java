package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The shipped example of a container: a web server with a page from a ConfigMap, a Secret, probes and a goodbye. */
class WebIT {

    private static final Path YAML = Cluster.ROOT.resolve("config/demo/web.yaml");

    private static Cluster cluster;

    @BeforeAll
    static void start() {
        Needs.containers();
        cluster = Cluster.up("web", 3_800, 1);
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void servesItsPageTakesChangesAndSaysGoodbye() throws Exception {
        cluster.kubectl("apply", "-f", YAML.toString()).ok();
        cluster.kubectl("wait", "--for=condition=Ready", "pod/web", "--timeout=60s")
                .ok();
        String uid = cluster.value("pod", "web", "{.metadata.uid}");
        String ip = cluster.value("pod", "web", "{.status.podIP}");
        assertThat(ip).isNotEmpty().doesNotStartWith("127.");
        assertThat(page(ip)).isEqualTo("Hello from a container.\n");
        assertThat(logs()).contains("serving on " + ip + " with a password of 5 letters");
        Set<String> processes = Containers.processes(uid);
        assertThat(processes).isNotEmpty();
        assertThat(cluster.value("pod", "web", "{.status.qosClass}")).isEqualTo("Burstable");

        changeThePage();
        Await.until("the new page", Duration.ofSeconds(70), () -> page(ip), text -> text.equals("Hello again.\n"));
        cluster.awaitValue("pod", "web", "{.metadata.labels.season}", "autumn");
        assertThat(cluster.value("pod", "web", "{.status.containerStatuses[0].restartCount}"))
                .isEqualTo("0");
        assertThat(Containers.processes(uid))
                .containsAll(processes.stream().limit(1).toList());

        Path log = cluster.folder().resolve("edge-1/pods/" + uid + "/logs/web/0.log");
        long begun = System.nanoTime();
        cluster.kubectl("delete", "pod", "web", "--wait=false").ok();
        Await.until(
                "the goodbye in the log", Duration.ofSeconds(20), () -> read(log), text -> text.contains("goodbye"));
        cluster.awaitGone("pod", "web");
        assertThat(System.nanoTime() - begun)
                .as("the hook's second is waited for")
                .isGreaterThan(1_000_000_000L);
        Await.until(
                "nothing of the pod is left on the machine", Duration.ofSeconds(20), () -> leftOf(uid), List::isEmpty);
        assertThat(cluster.logLines(line -> line.contains("level=ERROR"))).isEmpty();
    }

    /** What somebody would do with an editor: another page, one more label. */
    private static void changeThePage() throws IOException {
        String yaml = Files.readString(YAML)
                .replace("Hello from a container.", "Hello again.")
                .replace("    app: web", "    app: web\n    season: autumn");
        assertThat(cluster.kubectlWithInput(yaml, "apply", "-f", "-").ok().out())
                .contains("configmap/web configured", "secret/web unchanged", "pod/web configured");
    }

    private static String page(String ip) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + ip + ":8080/index.html"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static String logs() {
        return cluster.shell("edge-1", "edged:logs default/web").ok().out();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static List<String> leftOf(String uid) {
        try {
            return Containers.leftOf(uid, cluster.folder().resolve("edge-1/pods"));
        } catch (IOException e) {
            return List.of(e.toString());
        }
    }
}
