package io.skep.cloud.kube.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.kube.KubeClient.PatchType;
import io.skep.cloud.kube.KubeClient.Selector;
import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeServiceTest {

    private static final String POD =
            "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"p\",\"namespace\":\"d\"}}";

    @TempDir
    private Path folder;

    private Path kubeconfig;
    private ScriptedApi api;
    private KubeService kube;

    @BeforeEach
    void start() throws IOException {
        kubeconfig = folder.resolve("kubeconfig");
        api = new ScriptedApi(0);
        api.describe(kubeconfig);
        kube = new KubeService(
                new Connections(kubeconfig.toString(), "", java.util.Optional.empty()),
                new RateLimit(1000, 1000, System::nanoTime));
    }

    @AfterEach
    void stop() {
        kube.close();
        api.close();
    }

    @Test
    void readsAnObject() throws Exception {
        api.answer(200, POD);

        ObjectNode pod = kube.get(KubeResource.PODS, "d", "p");

        assertThat(pod).isEqualTo(Json.parse(POD));
        assertThat(api.requests.take().uri()).isEqualTo("/api/v1/namespaces/d/pods/p");
    }

    @Test
    void doesNotUseAnApiThatItMayNotVerify() throws Exception {
        Files.writeString(kubeconfig, """
                apiVersion: v1
                kind: Config
                current-context: c
                clusters: [{name: c, cluster: {server: "https://127.0.0.1:1", insecure-skip-tls-verify: true}}]
                contexts: [{name: c, context: {cluster: c, user: u}}]
                users: [{name: u, user: {}}]
                """);

        KubeException refused = catchThrowableOfType(KubeException.class, () -> kube.get(KubeResource.PODS, "d", "p"));

        assertThat(refused.code()).isEqualTo(KubeError.NO_KUBECONFIG);
        assertThat(refused)
                .hasMessageContaining("insecure-skip-tls-verify")
                .hasMessageContaining("must name the server's CA");
    }

    @Test
    void throwsTheStatusThatTheApiGave() throws Exception {
        String status = "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\","
                + "\"message\":\"pods \\\"p\\\" not found\",\"reason\":\"NotFound\","
                + "\"details\":{\"name\":\"p\",\"kind\":\"pods\"},\"code\":404}";
        api.answer(404, status);

        KubeException refused = catchThrowableOfType(KubeException.class, () -> kube.get(KubeResource.PODS, "d", "p"));

        assertThat(refused.status()).isEqualTo(Json.parse(status));
        assertThat(refused.isNotFound()).isTrue();
        assertThat(refused.line()).startsWith("SKEP-602 GET /api/v1/namespaces/d/pods/p was refused with 404");
    }

    @Test
    void makesAStatusForAnAnswerThatIsNone() {
        api.answer(502, "<html>");

        KubeException refused = catchThrowableOfType(KubeException.class, () -> kube.get(KubeResource.PODS, "d", "p"));

        assertThat(refused.httpCode()).isEqualTo(502);
        assertThat(refused.isOutage()).isTrue();
    }

    @Test
    void sendsPatchesWithTheirMediaType() throws Exception {
        api.answer(200, "{\"metadata\":{\"name\":\"n\"}}");

        ObjectNode node =
                kube.patch(KubeResource.NODES, "", "n", "status", PatchType.STRATEGIC, Json.parse("{\"status\":{}}"));

        ScriptedApi.Request request = api.requests.take();
        assertThat(request.method()).isEqualTo("PATCH");
        assertThat(request.uri()).isEqualTo("/api/v1/nodes/n/status");
        assertThat(request.contentType()).startsWith("application/strategic-merge-patch+json");
        assertThat(request.body()).isEqualTo("{\"status\":{}}");
        assertThat(KubeObject.kind(node)).isEqualTo("Node");
    }

    @Test
    void createsUpdatesAndDeletes() throws Exception {
        api.answer(201, POD)
                .answer(200, POD)
                .answer(200, POD)
                .answer(201, "{\"kind\":\"TokenRequest\"}")
                .answer(200, "{}");

        kube.create(KubeResource.PODS, "d", Json.parse(POD));
        kube.update(KubeResource.PODS, Json.parse(POD));
        kube.updateStatus(KubeResource.PODS, Json.parse(POD));
        kube.createSub(KubeResource.SERVICEACCOUNTS, "d", "a", "token", Json.object());
        kube.delete(KubeResource.PODS, "d", "p", Json.parse("{\"gracePeriodSeconds\":0}"));

        assertThat(List.of(api.requests.take(), api.requests.take(), api.requests.take(), api.requests.take()))
                .extracting(r -> r.method() + " " + r.uri())
                .containsExactly(
                        "POST /api/v1/namespaces/d/pods",
                        "PUT /api/v1/namespaces/d/pods/p",
                        "PUT /api/v1/namespaces/d/pods/p/status",
                        "POST /api/v1/namespaces/d/serviceaccounts/a/token");
        ScriptedApi.Request delete = api.requests.take();
        assertThat(delete.method()).isEqualTo("DELETE");
        assertThat(delete.body()).isEqualTo("{\"gracePeriodSeconds\":0}");
    }

    @Test
    void listsAllPagesAndCompletesTheItems() throws Exception {
        api.answer(200, "{\"metadata\":{\"continue\":\"c/1\"},\"items\":[{\"metadata\":{\"name\":\"a\"}}]}")
                .answer(200, "{\"metadata\":{},\"items\":[{\"metadata\":{\"name\":\"b\"}}]}");

        List<ObjectNode> nodes = kube.list(KubeResource.NODES, "", Selector.labels("node-role.kubernetes.io/edge="));

        assertThat(nodes).extracting(KubeObject::name).containsExactly("a", "b");
        assertThat(nodes).extracting(KubeObject::kind).containsOnly("Node");
        assertThat(api.requests.take().uri())
                .isEqualTo("/api/v1/nodes?limit=500&labelSelector=node-role.kubernetes.io%2Fedge%3D");
        assertThat(api.requests.take().uri()).contains("continue=c%2F1");
    }

    @Test
    void absentKubeconfigIsAnOutageUntilItComes() throws Exception {
        KubeService early = new KubeService(
                new Connections(folder.resolve("later").toString(), "", java.util.Optional.empty()),
                new RateLimit(9, 9, System::nanoTime));
        KubeException outage = catchThrowableOfType(KubeException.class, () -> early.get(KubeResource.PODS, "d", "p"));
        assertThat(outage.isOutage()).isTrue();
        assertThat(outage.line()).startsWith("SKEP-603");

        api.describe(folder.resolve("later"));
        api.answer(200, POD);

        assertThat(KubeObject.name(early.get(KubeResource.PODS, "d", "p"))).isEqualTo("p");
        early.close();
    }

    @Test
    void followsAChangedKubeconfig() throws Exception {
        api.answer(200, POD);
        kube.get(KubeResource.PODS, "d", "p");
        try (ScriptedApi other = new ScriptedApi(0)) {
            other.describe(kubeconfig);
            Files.setLastModifiedTime(kubeconfig, FileTime.fromMillis(1_000_000));
            other.answer(200, POD);

            kube.get(KubeResource.PODS, "d", "p");

            assertThat(other.requests.take().uri()).isEqualTo("/api/v1/namespaces/d/pods/p");
        }
    }

    @Test
    void silentApiIsAnOutage() {
        api.close();

        KubeException outage = catchThrowableOfType(KubeException.class, () -> kube.get(KubeResource.PODS, "d", "p"));

        assertThat(outage.isOutage()).isTrue();
        assertThat(outage.line()).startsWith("SKEP-601");
    }
}
