package io.skep.common.kubeapi.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetaPathsTest {

    private final ApiHarness harness = new ApiHarness();

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void saysWhichKubernetesItIs() throws IOException {
        assertThat(harness.get("/version").json().path("gitVersion").asText()).isEqualTo("v1.26.7");
        for (String path : new String[] {"/healthz", "/readyz", "/livez", "/readyz/ping"}) {
            assertThat(harness.get(path).text()).isEqualTo("ok");
        }
    }

    @Test
    void listsItsResourcesPlainly() throws IOException {
        assertThat(harness.get("/api").json().path("versions").get(0).asText()).isEqualTo("v1");
        assertThat(harness.get("/apis").json().path("groups").findValuesAsText("name"))
                .containsExactly(
                        "apiextensions.k8s.io",
                        "authorization.k8s.io",
                        "coordination.k8s.io",
                        "node.k8s.io",
                        "storage.k8s.io");
        JsonNode resources = harness.get("/api/v1").json();
        assertThat(resources.path("groupVersion").asText()).isEqualTo("v1");
        assertThat(resources.path("resources").findValuesAsText("name"))
                .contains(
                        "pods",
                        "pods/status",
                        "pods/binding",
                        "pods/eviction",
                        "serviceaccounts/token",
                        "namespaces/finalize");
        assertThat(harness.get("/apis/none.org").status()).isEqualTo(404);
    }

    @Test
    void listsItsResourcesInOneDocument() throws IOException {
        for (String version : new String[] {"v2", "v2beta1"}) {
            FakeExchange answer = harness.send(new FakeExchange("GET", "/api", "")
                    .header(
                            "Accept",
                            "application/json;g=apidiscovery.k8s.io;v=" + version
                                    + ";as=APIGroupDiscoveryList,application/json"));
            assertThat(answer.contentType())
                    .isEqualTo("application/json;g=apidiscovery.k8s.io;v=" + version + ";as=APIGroupDiscoveryList");
            assertThat(answer.json().path("apiVersion").asText()).isEqualTo("apidiscovery.k8s.io/" + version);
            JsonNode group = answer.json().path("items").get(0);
            assertThat(group.path("versions").get(0).path("resources").findValuesAsText("resource"))
                    .contains("pods", "nodes");
        }
    }

    @Test
    void describesItsKindsInOpenApi() {
        assertThat(harness.get("/openapi/v3").text()).contains("\"api/v1\"");
        assertThat(harness.get("/openapi/v3/api/v1").text())
                .contains("fieldValidation")
                .contains("io.k8s.api.core.v1.Pod");
        assertThat(harness.get("/openapi/v3/apis/none/v1").status()).isEqualTo(404);
    }
}
