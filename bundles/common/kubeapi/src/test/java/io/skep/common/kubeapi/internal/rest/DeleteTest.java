package io.skep.common.kubeapi.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeleteTest {

    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private final ApiHarness harness = new ApiHarness();

    @AfterEach
    void close() {
        harness.close();
    }

    private JsonNode pod(String name, String node) throws IOException {
        return harness.post(
                        PODS,
                        "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{\"nodeName\":\"" + node
                                + "\",\"terminationGracePeriodSeconds\":20,\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}")
                .json();
    }

    @Test
    void deletesAnUnscheduledPodAtOnce() throws IOException {
        JsonNode pod = pod("p", "");
        JsonNode status = harness.delete(PODS + "/p", "").json();
        assertThat(status.path("status").asText()).isEqualTo("Success");
        assertThat(status.path("details").path("uid").asText())
                .isEqualTo(pod.path("metadata").path("uid").asText());
        assertThat(harness.get(PODS + "/p").status()).isEqualTo(404);
    }

    @Test
    void givesAScheduledPodItsGracePeriodUntilTheNodeConfirms() throws IOException {
        pod("p", "n");
        JsonNode marked = harness.delete(PODS + "/p", "").json();
        assertThat(marked.path("metadata").path("deletionTimestamp").asText()).isEqualTo("2026-01-02T03:04:25Z");
        assertThat(marked.path("metadata").path("deletionGracePeriodSeconds").asInt())
                .isEqualTo(20);

        assertThat(harness.delete(PODS + "/p", "{\"gracePeriodSeconds\":60}").json())
                .isEqualTo(marked);
        assertThat(harness.delete(PODS + "/p", "{\"gracePeriodSeconds\":5}")
                        .json()
                        .path("metadata")
                        .path("deletionGracePeriodSeconds")
                        .asInt())
                .isEqualTo(5);
        assertThat(harness.get(PODS + "/p").status()).isEqualTo(200);

        harness.delete(PODS + "/p", "{\"gracePeriodSeconds\":0}");
        assertThat(harness.get(PODS + "/p").status()).isEqualTo(404);
    }

    @Test
    void takesTheGracePeriodFromTheQueryToo() throws IOException {
        pod("p", "n");
        harness.delete(PODS + "/p?gracePeriodSeconds=0", "");
        assertThat(harness.get(PODS + "/p").status()).isEqualTo(404);
    }

    @Test
    void doesNotWaitForAPodThatHasEnded() throws IOException {
        pod("p", "n");
        harness.merge(PODS + "/p/status", "{\"status\":{\"phase\":\"Succeeded\"}}");
        harness.delete(PODS + "/p", "");
        assertThat(harness.get(PODS + "/p").status()).isEqualTo(404);
    }

    @Test
    void waitsForFinalizersAndTakesNoNewOnes() throws IOException {
        harness.post(MAPS, "{\"metadata\":{\"name\":\"a\",\"finalizers\":[\"example.org/hold\"]}}");
        JsonNode marked = harness.delete(MAPS + "/a", "").json();
        assertThat(marked.path("metadata").path("deletionTimestamp").asText()).isNotEmpty();

        assertThat(harness.merge(
                                MAPS + "/a",
                                "{\"metadata\":{\"finalizers\":[\"example.org/hold\",\"example.org/two\"]}}")
                        .status())
                .isEqualTo(422);
        assertThat(harness.get(MAPS + "/a").status()).isEqualTo(200);

        harness.merge(MAPS + "/a", "{\"metadata\":{\"finalizers\":null}}");
        assertThat(harness.get(MAPS + "/a").status()).isEqualTo(404);
    }

    @Test
    void heedsPreconditions() throws IOException {
        JsonNode pod = pod("p", "");
        JsonNode wrong = harness.delete(PODS + "/p", "{\"preconditions\":{\"uid\":\"other\"}}")
                .json();
        assertThat(wrong.path("reason").asText()).isEqualTo("Conflict");
        assertThat(harness.delete(PODS + "/p", "{\"preconditions\":{\"resourceVersion\":\"1\"}}")
                        .status())
                .isEqualTo(409);
        assertThat(harness.delete(
                                PODS + "/p",
                                "{\"preconditions\":{\"uid\":\""
                                        + pod.path("metadata").path("uid").asText() + "\"}}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void deletesACollectionBySelector() throws IOException {
        harness.post(MAPS, "{\"metadata\":{\"name\":\"a\",\"labels\":{\"x\":\"1\"}}}");
        harness.post(MAPS, "{\"metadata\":{\"name\":\"b\"}}");
        JsonNode deleted = harness.delete(MAPS + "?labelSelector=x", "").json();
        assertThat(deleted.path("items")).hasSize(1);
        assertThat(harness.get(MAPS).json().path("items")).hasSize(1);
    }

    @Test
    void keepsANamespaceUntilItIsFinalized() throws IOException {
        harness.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"x\"}}");
        JsonNode marked = harness.delete("/api/v1/namespaces/x", "").json();
        assertThat(marked.path("status").path("phase").asText()).isEqualTo("Terminating");
        assertThat(marked.path("metadata")
                        .path("labels")
                        .path("kubernetes.io/metadata.name")
                        .asText())
                .isEqualTo("x");

        harness.put("/api/v1/namespaces/x/finalize", "{\"metadata\":{\"name\":\"x\"},\"spec\":{\"finalizers\":[]}}");
        assertThat(harness.get("/api/v1/namespaces/x").status()).isEqualTo(404);
        assertThat(harness.delete("/api/v1/namespaces/default", "").status()).isEqualTo(403);
    }

    @Test
    void bindsAPodOnce() throws IOException {
        pod("p", "");
        String binding = "{\"metadata\":{\"name\":\"p\"},\"target\":{\"kind\":\"Node\",\"name\":\"n1\"}}";
        assertThat(harness.post(PODS + "/p/binding", binding).status()).isEqualTo(201);
        JsonNode pod = harness.get(PODS + "/p").json();
        assertThat(pod.path("spec").path("nodeName").asText()).isEqualTo("n1");
        assertThat(pod.path("status").path("conditions").get(0).path("type").asText())
                .isEqualTo("PodScheduled");
        assertThat(harness.post(PODS + "/p/binding", binding)
                        .json()
                        .path("message")
                        .asText())
                .endsWith("pod p is already assigned to node \"n1\"");
    }

    @Test
    void evictsAPodWithItsGracePeriod() throws IOException {
        pod("p", "n");
        assertThat(harness.post(PODS + "/p/eviction", "{\"metadata\":{\"name\":\"p\"}}")
                        .status())
                .isEqualTo(201);
        assertThat(harness.get(PODS + "/p")
                        .json()
                        .path("metadata")
                        .path("deletionGracePeriodSeconds")
                        .asInt())
                .isEqualTo(20);
    }
}
