package io.skep.common.kubeapi.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WriteTest {

    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String POD =
            "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i:1\"}]}}";

    private final ApiHarness harness = new ApiHarness();

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void createsWithIdentityAndReadsBackTheSame() throws IOException {
        FakeExchange created = harness.post(MAPS, "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"v\"}}");

        assertThat(created.status()).isEqualTo(201);
        JsonNode object = created.json();
        assertThat(object.path("kind").asText()).isEqualTo("ConfigMap");
        assertThat(object.path("metadata").path("uid").asText()).hasSize(36);
        assertThat(object.path("metadata").path("creationTimestamp").asText()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(harness.get(MAPS + "/a").json()).isEqualTo(object);
    }

    @Test
    void makesUpANameFromGenerateName() throws IOException {
        JsonNode object =
                harness.post(MAPS, "{\"metadata\":{\"generateName\":\"a-\"}}").json();
        assertThat(object.path("metadata").path("name").asText()).matches("a-[bcdfghjklmnpqrstvwxz2456789]{5}");
    }

    @Test
    void tellsWhatIsThereAlreadyAndWhatIsMissing() throws IOException {
        harness.post(MAPS, "{\"metadata\":{\"name\":\"a\"}}");

        JsonNode exists = harness.post(MAPS, "{\"metadata\":{\"name\":\"a\"}}").json();
        assertThat(exists.path("code").asInt()).isEqualTo(409);
        assertThat(exists.path("reason").asText()).isEqualTo("AlreadyExists");
        assertThat(exists.path("message").asText()).isEqualTo("configmaps \"a\" already exists");

        JsonNode missing = harness.get(MAPS + "/b").json();
        assertThat(missing.toString())
                .isEqualTo("{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\","
                        + "\"message\":\"configmaps \\\"b\\\" not found\",\"reason\":\"NotFound\",\"code\":404,"
                        + "\"details\":{\"name\":\"b\",\"kind\":\"configmaps\"}}");
    }

    @Test
    void refusesANamespaceThatIsMissingOrTerminating() throws IOException {
        assertThat(harness.post("/api/v1/namespaces/no/configmaps", "{\"metadata\":{\"name\":\"a\"}}")
                        .json()
                        .path("message")
                        .asText())
                .isEqualTo("namespaces \"no\" not found");

        harness.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"gone\"}}");
        harness.delete("/api/v1/namespaces/gone", "");
        JsonNode refused = harness.post("/api/v1/namespaces/gone/configmaps", "{\"metadata\":{\"name\":\"a\"}}")
                .json();
        assertThat(refused.path("code").asInt()).isEqualTo(403);
        assertThat(refused.path("details").path("causes").get(0).path("reason").asText())
                .isEqualTo("NamespaceTerminating");
    }

    @Test
    void updatesOnlyTheVersionThatTheClientRead() throws IOException {
        JsonNode first = harness.post(MAPS, "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"1\"}}")
                .json();
        String stale = first.toString();

        JsonNode second =
                harness.put(MAPS + "/a", stale.replace("\"1\"", "\"2\"")).json();
        assertThat(second.path("data").path("k").asText()).isEqualTo("2");

        JsonNode conflict =
                harness.put(MAPS + "/a", stale.replace("\"1\"", "\"3\"")).json();
        assertThat(conflict.path("code").asInt()).isEqualTo(409);
        assertThat(conflict.path("reason").asText()).isEqualTo("Conflict");
        assertThat(conflict.path("message").asText())
                .isEqualTo(
                        "Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your"
                                + " changes to the latest version and try again");
    }

    @Test
    void writesNothingWhenNothingChanged() throws IOException {
        JsonNode first = harness.post(MAPS, "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"1\"}}")
                .json();
        JsonNode same = harness.merge(MAPS + "/a", "{\"data\":{\"k\":\"1\"}}").json();
        assertThat(same).isEqualTo(first);
    }

    @Test
    void patchesInThreeWays() throws IOException {
        harness.post(PODS, POD);
        harness.patch(
                PODS + "/p",
                "application/json-patch+json",
                "[{\"op\":\"add\",\"path\":\"/metadata/labels\",\"value\":{\"a\":\"b\"}}]");
        harness.merge(PODS + "/p", "{\"metadata\":{\"annotations\":{\"x\":\"y\"}}}");
        JsonNode pod = harness.patch(
                        PODS + "/p",
                        "application/strategic-merge-patch+json",
                        "{\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i:2\"}]}}")
                .json();

        assertThat(pod.path("metadata").path("labels").path("a").asText()).isEqualTo("b");
        assertThat(pod.path("metadata").path("annotations").path("x").asText()).isEqualTo("y");
        assertThat(pod.path("spec").path("containers").get(0).path("image").asText())
                .isEqualTo("i:2");
    }

    @Test
    void answersUnsupportedPatchesWithAClearStatus() throws IOException {
        harness.post(MAPS, "{\"metadata\":{\"name\":\"a\"}}");
        FakeExchange apply = harness.patch(MAPS + "/a", "application/apply-patch+yaml", "{}");
        assertThat(apply.status()).isEqualTo(415);
        assertThat(apply.json().path("message").asText()).startsWith("server-side apply is not supported");
        assertThat(harness.patch(MAPS + "/a", "text/plain", "{}").status()).isEqualTo(415);
        assertThat(harness.patch(
                                MAPS + "/a",
                                "application/json-patch+json",
                                "[{\"op\":\"test\",\"path\":\"/data\",\"value\":1}]")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void keepsTheStatusOutOfThePodsMainResourceAndTheRestOutOfItsStatus() throws IOException {
        harness.post(PODS, POD.replace("\"spec\"", "\"status\":{\"phase\":\"Running\"},\"spec\""));
        assertThat(phase()).isEqualTo("Pending");

        harness.merge(PODS + "/p", "{\"status\":{\"phase\":\"Running\"}}");
        assertThat(phase()).isEqualTo("Pending");

        harness.patch(
                PODS + "/p/status",
                "application/strategic-merge-patch+json",
                "{\"status\":{\"phase\":\"Running\"},\"spec\":{\"nodeName\":\"sneaky\"}}");
        assertThat(phase()).isEqualTo("Running");
        assertThat(harness.get(PODS + "/p").json().path("spec").has("nodeName")).isFalse();
    }

    private String phase() throws IOException {
        return harness.get(PODS + "/p").json().path("status").path("phase").asText();
    }

    @Test
    void letsUnknownFieldsFailWarnOrPass() throws IOException {
        String body = POD.replace("\"image\"", "\"imagee\":\"x\",\"image\"");

        FakeExchange strict = harness.post(PODS + "?fieldValidation=Strict", body);
        assertThat(strict.status()).isEqualTo(400);
        assertThat(strict.json().path("message").asText())
                .isEqualTo("Pod in version \"v1\" cannot be handled as a Pod: strict decoding error: unknown field"
                        + " \"spec.containers[0].imagee\"");

        FakeExchange warned = harness.post(PODS + "?fieldValidation=Warn&dryRun=All", body);
        assertThat(warned.status()).isEqualTo(201);
        assertThat(warned.answeredHeader("Warning"))
                .contains("299 - \"unknown field \\\"spec.containers[0].imagee\\\"\"");

        FakeExchange ignored = harness.post(PODS + "?fieldValidation=Ignore", body);
        assertThat(ignored.status()).isEqualTo(201);
        assertThat(ignored.answeredHeader("Warning")).isEmpty();
        assertThat(ignored.text()).doesNotContain("imagee");
    }

    @Test
    void refusesDuplicateFieldsInJsonAndYaml() {
        String body = "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"1\"},\"data\":{\"k\":\"2\"}}";
        assertThat(harness.post(MAPS + "?fieldValidation=Strict", body).text())
                .contains("duplicate field \\\"data\\\"");

        FakeExchange yaml = harness.send(
                new FakeExchange("POST", MAPS + "?fieldValidation=Strict", "metadata: {name: a}\ndata: {k: a, k: b}\n")
                        .header("Content-Type", "application/yaml"));
        assertThat(yaml.text()).contains("duplicate field \\\"data.k\\\"");
    }

    @Test
    void readsYaml() throws IOException {
        FakeExchange created = harness.send(new FakeExchange("POST", MAPS, "metadata:\n  name: y\ndata:\n  k: \"1\"\n")
                .header("Content-Type", "application/yaml; charset=utf-8"));
        assertThat(created.json().path("data").path("k").asText()).isEqualTo("1");
    }

    @Test
    void checksWithoutWritingInADryRun() {
        assertThat(harness.post(MAPS + "?dryRun=All", "{\"metadata\":{\"name\":\"a\"}}")
                        .status())
                .isEqualTo(201);
        assertThat(harness.get(MAPS + "/a").status()).isEqualTo(404);
        harness.post(PODS, POD);
        harness.delete(PODS + "/p?dryRun=All", "");
        assertThat(harness.get(PODS + "/p").status()).isEqualTo(200);
        assertThat(harness.delete(PODS + "/p?dryRun=Some", "").status()).isEqualTo(422);
    }

    @Test
    void namesTheFieldsThatAreInvalid() throws IOException {
        JsonNode status = harness.post(
                        PODS,
                        "{\"metadata\":{\"name\":\"Bad_Name\"},\"spec\":{\"containers\":[{\"name\":\"c\","
                                + "\"volumeMounts\":[{\"name\":\"nope\",\"mountPath\":\"/x\"}]}]}}")
                .json();
        assertThat(status.path("code").asInt()).isEqualTo(422);
        assertThat(status.path("details").path("kind").asText()).isEqualTo("Pod");
        assertThat(status.path("details").path("causes").findValuesAsText("field"))
                .containsExactly(
                        "metadata.name", "spec.containers[0].image", "spec.containers[0].volumeMounts[0].name");
    }

    @Test
    void refusesALeaseWhoseOwnerHasNoUid() throws IOException {
        JsonNode status = harness.post(
                        "/apis/coordination.k8s.io/v1/namespaces/default/leases",
                        "{\"metadata\":{\"name\":\"l\",\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"Node\","
                                + "\"name\":\"n\",\"uid\":\"\"}]},\"spec\":{}}")
                .json();
        assertThat(status.path("reason").asText()).isEqualTo("Invalid");
        assertThat(status.path("message").asText())
                .isEqualTo(
                        "Lease.coordination.k8s.io \"l\" is invalid: metadata.ownerReferences.uid: Invalid value: \"\": uid"
                                + " must not be empty");
    }

    @Test
    void letsAPodsImageChangeAndNothingElse() throws IOException {
        harness.post(PODS, POD);
        assertThat(harness.merge(PODS + "/p", "{\"spec\":{\"nodeName\":\"n\"}}")
                        .json()
                        .path("message")
                        .asText())
                .contains("spec: Forbidden: pod updates may not change fields other than");
        assertThat(harness.patch(
                                PODS + "/p",
                                "application/json-patch+json",
                                "[{\"op\":\"replace\",\"path\":\"/spec/containers/0/image\",\"value\":\"j\"}]")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void leavesAnImmutableConfigMapAlone() {
        harness.post(MAPS, "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"1\"},\"immutable\":true}");
        assertThat(harness.merge(MAPS + "/a", "{\"data\":{\"k\":\"2\"}}").status())
                .isEqualTo(422);
        assertThat(harness.merge(MAPS + "/a", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void encodesTheStringDataOfASecret() throws IOException {
        JsonNode secret = harness.post(
                        "/api/v1/namespaces/default/secrets",
                        "{\"metadata\":{\"name\":\"s\"},\"stringData\":{\"k\":\"v\"}}")
                .json();
        assertThat(secret.path("data").path("k").asText()).isEqualTo("dg==");
        assertThat(secret.has("stringData")).isFalse();
        assertThat(secret.path("type").asText()).isEqualTo("Opaque");
    }

    @Test
    void createsALeaseByUpdate() {
        String lease = "{\"metadata\":{\"name\":\"l\"},\"spec\":{\"holderIdentity\":\"h\"}}";
        assertThat(harness.put("/apis/coordination.k8s.io/v1/namespaces/default/leases/l", lease)
                        .status())
                .isLessThan(300);
        assertThat(harness.put("/apis/coordination.k8s.io/v1/namespaces/default/leases/l", lease)
                        .status())
                .as("a blind update")
                .isEqualTo(422);
    }

    @Test
    void answersServiceUnavailableWhenTheDiskIsFull() throws IOException {
        harness.journal.fill(true);
        JsonNode status = harness.post(MAPS, "{\"metadata\":{\"name\":\"a\"}}").json();
        assertThat(status.path("code").asInt()).isEqualTo(503);
        assertThat(harness.get(MAPS).status()).isEqualTo(200);
    }
}
