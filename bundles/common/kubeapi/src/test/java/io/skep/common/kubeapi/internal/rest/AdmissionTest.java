package io.skep.common.kubeapi.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.model.Json;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String CLASSES = "/apis/node.k8s.io/v1/runtimeclasses";
    private static final String OSGI =
            "{\"metadata\":{\"name\":\"osgi\"},\"handler\":\"osgi\",\"scheduling\":{\"nodeSelector\":{\"skep.io/osgi\":\"true\"}}}";

    private final ApiHarness harness = new ApiHarness(Optional.of("PEM"));

    @AfterEach
    void close() {
        harness.close();
    }

    private JsonNode pod(String name, String more) throws IOException {
        return harness.post(
                        PODS,
                        "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{" + more
                                + "\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}")
                .json();
    }

    @Test
    void givesAPodTheDefaultsOfKubernetes() throws IOException {
        JsonNode pod = pod("p", "");
        JsonNode spec = pod.path("spec");
        assertThat(spec.path("restartPolicy").asText()).isEqualTo("Always");
        assertThat(spec.path("dnsPolicy").asText()).isEqualTo("ClusterFirst");
        assertThat(spec.path("terminationGracePeriodSeconds").asInt()).isEqualTo(30);
        assertThat(spec.path("schedulerName").asText()).isEqualTo("default-scheduler");
        assertThat(spec.path("serviceAccountName").asText()).isEqualTo("default");
        assertThat(spec.path("enableServiceLinks").asBoolean()).isTrue();
        assertThat(spec.path("tolerations").findValuesAsText("key"))
                .containsExactly("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");
        assertThat(spec.path("containers").get(0).path("imagePullPolicy").asText())
                .isEqualTo("Always");
        assertThat(pod.path("status").path("qosClass").asText()).isEqualTo("BestEffort");
    }

    @Test
    void mountsATokenIntoContainersAndPublishesTheCaThatBelongsToIt() throws IOException {
        JsonNode pod = pod("p", "");
        String volume = pod.path("spec").path("volumes").get(0).path("name").asText();
        assertThat(volume).matches("kube-api-access-.{5}");
        assertThat(pod.path("spec")
                        .path("containers")
                        .get(0)
                        .path("volumeMounts")
                        .get(0)
                        .path("name")
                        .asText())
                .isEqualTo(volume);
        assertThat(harness.get("/api/v1/namespaces/default/configmaps/kube-root-ca.crt")
                        .json()
                        .path("data")
                        .path("ca.crt")
                        .asText())
                .isEqualTo("PEM");
        assertThat(pod("q", "\"automountServiceAccountToken\":false,")
                        .path("spec")
                        .has("volumes"))
                .isFalse();
    }

    @Test
    void mountsNothingIntoAPodOfBundles() throws IOException {
        harness.post(CLASSES, OSGI);
        assertThat(pod("p", "\"runtimeClassName\":\"osgi\",").path("spec").has("volumes"))
                .isFalse();
        JsonNode annotated = harness.post(
                        PODS,
                        "{\"metadata\":{\"name\":\"q\",\"annotations\":{\"skep.io/runtime\":\"osgi\"}},"
                                + "\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}")
                .json();
        assertThat(annotated.path("spec").has("volumes")).isFalse();
    }

    @Test
    void takesOverTheSchedulingOfARuntimeClass() throws IOException {
        assertThat(pod("p", "\"runtimeClassName\":\"osgi\",").path("message").asText())
                .isEqualTo("pods \"p\" is forbidden: pod rejected: RuntimeClass \"osgi\" not found");
        harness.post(CLASSES, OSGI);
        assertThat(pod("p", "\"runtimeClassName\":\"osgi\",")
                        .path("spec")
                        .path("nodeSelector")
                        .path("skep.io/osgi")
                        .asText())
                .isEqualTo("true");
        assertThat(pod("q", "\"runtimeClassName\":\"osgi\",\"nodeSelector\":{\"skep.io/osgi\":\"no\"},")
                        .path("code")
                        .asInt())
                .isEqualTo(403);
    }

    @Test
    void refusesAnUnknownServiceAccount() throws IOException {
        assertThat(pod("p", "\"serviceAccountName\":\"robot\",").path("message").asText())
                .contains("serviceaccount \"robot\" not found");
    }

    @Test
    void issuesTokensForServiceAccounts() throws IOException {
        String accounts = "/api/v1/namespaces/default/serviceaccounts";
        String uid = harness.post(accounts, "{\"metadata\":{\"name\":\"robot\"}}")
                .json()
                .path("metadata")
                .path("uid")
                .asText();
        String podUid = pod("p", "").path("metadata").path("uid").asText();
        JsonNode answer = harness.post(
                        accounts + "/robot/token",
                        "{\"spec\":{\"audiences\":[\"a\"],\"expirationSeconds\":3607,\"boundObjectRef\":{\"kind\":\"Pod\",\"name\":\"p\"}}}")
                .json();
        assertThat(answer.path("status").path("expirationTimestamp").asText()).isEqualTo("2026-01-02T04:04:12Z");

        JsonNode claims = Json.parse(Base64.getUrlDecoder()
                .decode(answer.path("status").path("token").asText().split("\\.")[1]));
        assertThat(claims.path("sub").asText()).isEqualTo("system:serviceaccount:default:robot");
        assertThat(claims.path("aud").get(0).asText()).isEqualTo("a");
        assertThat(claims.path("kubernetes.io")
                        .path("serviceaccount")
                        .path("uid")
                        .asText())
                .isEqualTo(uid);
        assertThat(claims.path("kubernetes.io").path("pod").path("uid").asText())
                .isEqualTo(podUid);
        assertThat(harness.post(accounts + "/robot/token", "{\"spec\":{\"expirationSeconds\":60}}")
                        .status())
                .isEqualTo(422);
        assertThat(harness.post(accounts + "/nobody/token", "{\"spec\":{}}").status())
                .isEqualTo(404);
    }

    @Test
    void answersAccessReviewsWithYes() throws IOException {
        JsonNode review = harness.post("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", "{\"spec\":{}}")
                .json();
        assertThat(review.path("status").path("allowed").asBoolean()).isTrue();
    }

    @Test
    void keepsTheStatusThatANodeRegistersWith() throws IOException {
        JsonNode node = harness.post(
                        "/api/v1/nodes", "{\"metadata\":{\"name\":\"n\"},\"status\":{\"capacity\":{\"cpu\":\"2\"}}}")
                .json();
        assertThat(node.path("status").path("capacity").path("cpu").asText()).isEqualTo("2");
    }
}
