package io.skep.common.kubeapi.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CustomResourceTest {

    private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String WIDGETS = "/apis/example.org/v1/namespaces/default/widgets";
    private static final String CRD = """
            {"metadata":{"name":"widgets.example.org"},"spec":{"group":"example.org","scope":"Namespaced",
             "names":{"plural":"widgets","kind":"Widget","shortNames":["wd"]},"versions":[
              {"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
               "additionalPrinterColumns":[{"name":"Size","type":"integer","jsonPath":".spec.size"}],
               "schema":{"openAPIV3Schema":{"type":"object","properties":{
                 "spec":{"type":"object","required":["size"],"properties":{
                   "size":{"type":"integer","minimum":1},"color":{"type":"string","default":"red"}}},
                 "status":{"type":"object","properties":{"ready":{"type":"boolean"}}}}}}},
              {"name":"v1beta1","served":true,"storage":false,
               "schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}""";

    private final ApiHarness harness = new ApiHarness();

    @BeforeEach
    void define() {
        assertThat(harness.post(CRDS, CRD).status()).isEqualTo(201);
    }

    @AfterEach
    void close() {
        harness.close();
    }

    private JsonNode widget(String spec) throws IOException {
        return harness.post(
                        WIDGETS,
                        "{\"apiVersion\":\"example.org/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"w\"},"
                                + "\"spec\":" + spec + "}")
                .json();
    }

    @Test
    void establishesADefinitionAtOnce() throws IOException {
        JsonNode status = harness.get(CRDS + "/widgets.example.org").json().path("status");
        assertThat(status.path("conditions").findValuesAsText("type")).containsExactly("NamesAccepted", "Established");
        assertThat(status.path("conditions").findValuesAsText("status")).containsOnly("True");
        assertThat(status.path("acceptedNames").path("listKind").asText()).isEqualTo("WidgetList");
        assertThat(status.path("storedVersions").get(0).asText()).isEqualTo("v1");
    }

    @Test
    void defaultsAndPrunesItsObjects() throws IOException {
        JsonNode widget = widget("{\"size\":2,\"weight\":7}");
        assertThat(widget.path("spec").toString()).isEqualTo("{\"size\":2,\"color\":\"red\"}");
        assertThat(widget.path("metadata").path("generation").asInt()).isEqualTo(1);
    }

    @Test
    void refusesWhatTheSchemaForbids() throws IOException {
        JsonNode status = widget("{\"size\":0}");
        assertThat(status.path("code").asInt()).isEqualTo(422);
        assertThat(status.path("details").path("causes").get(0).path("field").asText())
                .isEqualTo("spec.size");
        assertThat(widget("{}")
                        .path("details")
                        .path("causes")
                        .get(0)
                        .path("reason")
                        .asText())
                .isEqualTo("FieldValueRequired");
    }

    @Test
    void countsGenerationsOfTheSpecAlone() throws IOException {
        widget("{\"size\":2}");
        harness.merge(WIDGETS + "/w", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
        harness.merge(WIDGETS + "/w/status", "{\"status\":{\"ready\":true},\"spec\":{\"size\":9}}");
        assertThat(harness.get(WIDGETS + "/w")
                        .json()
                        .path("metadata")
                        .path("generation")
                        .asInt())
                .isEqualTo(1);

        JsonNode changed = harness.merge(WIDGETS + "/w", "{\"spec\":{\"size\":3},\"status\":{\"ready\":false}}")
                .json();
        assertThat(changed.path("metadata").path("generation").asInt()).isEqualTo(2);
        assertThat(changed.path("status").path("ready").asBoolean()).isTrue();
    }

    @Test
    void takesNoBlindUpdateAndNoStrategicPatch() throws IOException {
        JsonNode widget = widget("{\"size\":2}");
        String blind = widget.toString().replaceAll("\"resourceVersion\":\"[0-9]+\"", "\"resourceVersion\":\"\"");
        assertThat(harness.put(WIDGETS + "/w", blind).json().path("message").asText())
                .contains("metadata.resourceVersion: Invalid value: 0x0: must be specified for an update");
        assertThat(harness.patch(WIDGETS + "/w", "application/strategic-merge-patch+json", "{}")
                        .status())
                .isEqualTo(415);
    }

    @Test
    void showsOneObjectAtAllServedVersions() throws IOException {
        widget("{\"size\":2}");
        JsonNode beta = harness.get(WIDGETS.replace("/v1/", "/v1beta1/") + "/w").json();
        assertThat(beta.path("apiVersion").asText()).isEqualTo("example.org/v1beta1");
        harness.merge(WIDGETS.replace("/v1/", "/v1beta1/") + "/w", "{\"spec\":{\"size\":5}}");
        assertThat(harness.get(WIDGETS + "/w").json().path("spec").path("size").asInt())
                .isEqualTo(5);
        assertThat(harness.get(WIDGETS.replace("/v1/", "/v1beta1/")).text())
                .contains("\"apiVersion\":\"example.org/v1beta1\"");
    }

    @Test
    void appearsInDiscoveryAndOpenApiAndGoesAgain() throws IOException {
        assertThat(harness.get("/apis/example.org")
                        .json()
                        .path("preferredVersion")
                        .path("version")
                        .asText())
                .isEqualTo("v1");
        assertThat(harness.get("/apis/example.org/v1").text()).contains("widgets/status");
        assertThat(harness.get("/openapi/v3").text()).contains("apis/example.org/v1");
        widget("{\"size\":2}");

        JsonNode gone = harness.delete(CRDS + "/widgets.example.org", "").json();

        assertThat(gone.path("status").asText()).isEqualTo("Success");
        assertThat(harness.get("/apis/example.org").status()).isEqualTo(404);
        assertThat(harness.get(WIDGETS).status()).isEqualTo(404);
        harness.post(CRDS, CRD);
        assertThat(harness.get(WIDGETS).json().path("items")).isEmpty();
    }

    @Test
    void waitsForTheFinalizersOfTheObjectsOfADeletedDefinition() throws IOException {
        harness.post(
                WIDGETS, "{\"metadata\":{\"name\":\"w\",\"finalizers\":[\"example.org/hold\"]},\"spec\":{\"size\":1}}");
        JsonNode marked = harness.delete(CRDS + "/widgets.example.org", "").json();
        assertThat(marked.path("metadata").path("deletionTimestamp").asText()).isNotEmpty();
        assertThat(harness.post(WIDGETS, "{\"metadata\":{\"name\":\"v\"},\"spec\":{\"size\":1}}")
                        .status())
                .isEqualTo(405);

        harness.merge(WIDGETS + "/w", "{\"metadata\":{\"finalizers\":null}}");

        assertThat(harness.get(CRDS + "/widgets.example.org").status()).isEqualTo(404);
    }

    @Test
    void finishesADeletionThatARestartCutShort() throws IOException {
        harness.post(
                WIDGETS, "{\"metadata\":{\"name\":\"w\",\"finalizers\":[\"example.org/hold\"]},\"spec\":{\"size\":1}}");
        harness.delete(CRDS + "/widgets.example.org", "");
        harness.restart();
        harness.merge(WIDGETS + "/w", "{\"metadata\":{\"finalizers\":null}}");
        assertThat(harness.get(CRDS + "/widgets.example.org").status()).isEqualTo(404);
    }

    @Test
    void doesNotServeADefinitionWhoseNamesAreTaken() throws IOException {
        String second = CRD.replace("widgets", "gadgets").replace("\"kind\":\"Widget\"", "\"kind\":\"Gadget\"");
        JsonNode crd = harness.post(CRDS, second).json();
        assertThat(crd.path("status").path("conditions").findValuesAsText("status"))
                .containsOnly("False");
        assertThat(harness.get("/apis/example.org/v1/gadgets").status()).isEqualTo(404);
    }

    @Test
    void refusesADefinitionThatIsNotWellFormed() throws IOException {
        JsonNode status = harness.post(
                        CRDS,
                        CRD.replace("\"name\":\"widgets.example.org\"", "\"name\":\"x.example.org\"")
                                .replace("\"storage\":false", "\"storage\":true"))
                .json();
        assertThat(status.path("details").path("causes").findValuesAsText("field"))
                .contains("metadata.name", "spec.versions");
    }
}
