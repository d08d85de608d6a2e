package io.skep.distributions.launcher.cli;

import io.skep.distributions.launcher.Json;
import io.skep.distributions.launcher.LauncherError;
import io.skep.distributions.launcher.LauncherException;
import io.skep.distributions.launcher.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/** The few calls of the Kubernetes API that the script needs, so that it works without kubectl. */
final class Api implements AutoCloseable {

    private static final Duration TIME = Duration.ofSeconds(5);

    private final KubeConfig config;
    private final HttpClient http;

    private Api(KubeConfig config, HttpClient http) {
        this.config = config;
        this.http = http;
    }

    static Api of(Path kubeConfig) {
        KubeConfig config = KubeConfig.read(kubeConfig);
        try {
            HttpClient http = HttpClient.newBuilder()
                    .sslContext(Pem.context(config))
                    .connectTimeout(TIME)
                    .build();
            return new Api(config, http);
        } catch (GeneralSecurityException | IOException e) {
            throw new LauncherException(
                    LauncherError.KUBECONFIG_UNUSABLE,
                    "The kubeconfig " + kubeConfig + " cannot be used: " + Reason.of(e) + ".",
                    e);
        }
    }

    String server() {
        return config.server();
    }

    /** Whether the API answers and says that it is ready. */
    boolean isReady() {
        return get("/readyz").isPresent();
    }

    /** The value of a node's Ready condition: True, False or Unknown; empty if there is no node or no answer. */
    Optional<String> findNodeReady(String node) {
        return readyCondition(node).map(condition -> Json.string(condition, "status", ""));
    }

    /** Whether the API says Ready and has heard so since then: from the node's heartbeat or, as long as nothing changes, from its lease. */
    boolean isNodeReady(String node, Instant since) {
        Optional<Map<String, Object>> ready =
                readyCondition(node).filter(condition -> "True".equals(Json.string(condition, "status", "")));
        return ready.isPresent()
                && (!heard(ready.get(), "lastHeartbeatTime").isBefore(since)
                        || !leaseRenewed(node).isBefore(since));
    }

    private Instant leaseRenewed(String node) {
        return get("/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/" + node)
                .map(body -> heard(Json.object(Json.parseObject(body), "spec"), "renewTime"))
                .orElse(Instant.MIN);
    }

    private static Instant heard(Map<String, Object> object, String member) {
        try {
            return Instant.parse(Json.string(object, member, ""));
        } catch (DateTimeParseException e) {
            return Instant.MIN;
        }
    }

    /** What the Ready condition says to people. */
    String describeNode(String node) {
        return readyCondition(node)
                .map(condition -> Json.string(condition, "reason", "no reason") + ": "
                        + Json.string(condition, "message", "no message"))
                .orElse("the API has no such node");
    }

    private Optional<Map<String, Object>> readyCondition(String node) {
        return get("/api/v1/nodes/" + node).flatMap(body -> {
            for (Object item : Json.list(Json.object(Json.parseObject(body), "status"), "conditions")) {
                Map<String, Object> condition = Json.parseObject(Json.write(item));
                if ("Ready".equals(condition.get("type"))) {
                    return Optional.of(condition);
                }
            }
            return Optional.empty();
        });
    }

    /** Creates an object; true if it is there afterwards. */
    boolean create(ShippedObjects.Item item) {
        try {
            HttpResponse<String> answer = send(request(item.path())
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(item.json()))
                    .build());
            return answer.statusCode() == 409 || answer.statusCode() / 100 == 2;
        } catch (IOException e) {
            return false;
        }
    }

    /** Deletes a node object; true if it is gone. */
    boolean deleteNode(String node) {
        try {
            HttpResponse<String> answer =
                    send(request("/api/v1/nodes/" + node).DELETE().build());
            return answer.statusCode() == 404 || answer.statusCode() / 100 == 2;
        } catch (IOException e) {
            return false;
        }
    }

    /** The phase of a pod, empty when there is none. */
    String podPhase(String namespace, String name) {
        return get(pod(namespace, name))
                .map(body -> Json.string(Json.object(Json.parseObject(body), "status"), "phase", "Pending"))
                .orElse("");
    }

    /** Deletes a pod without grace. */
    void deletePod(String namespace, String name) {
        try {
            send(request(pod(namespace, name) + "?gracePeriodSeconds=0")
                    .DELETE()
                    .build());
        } catch (IOException e) {
            throw new LauncherException(
                    LauncherError.START_FAILED, "The pod " + name + " was not deleted: " + e.getMessage() + ".", e);
        }
    }

    private static String pod(String namespace, String name) {
        return "/api/v1/namespaces/" + namespace + "/pods/" + name;
    }

    private Optional<String> get(String path) {
        try {
            HttpResponse<String> answer = send(request(path).GET().build());
            return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(config.server() + path)).timeout(TIME);
        config.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return request;
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
