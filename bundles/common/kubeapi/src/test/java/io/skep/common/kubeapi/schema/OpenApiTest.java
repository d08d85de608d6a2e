package io.skep.common.kubeapi.schema;

import static io.skep.common.kubeapi.schema.Trees.tree;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.kubeapi.ServedResource;
import io.skep.common.model.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class OpenApiTest {

    private static final List<String> VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
    private static final ServedResource PODS = new ServedResource(
            "",
            "v1",
            "pods",
            "pod",
            "Pod",
            true,
            VERBS,
            List.of("po"),
            List.of("all"),
            Set.of("status", "binding", "eviction", "log"),
            Optional.empty());
    private static final ServedResource LEASES = new ServedResource(
            "coordination.k8s.io",
            "v1",
            "leases",
            "lease",
            "Lease",
            true,
            VERBS,
            List.of(),
            List.of(),
            Set.of(),
            Optional.empty());

    private static ServedResource cron(String schema) {
        return new ServedResource(
                "stable.example.com",
                "v1",
                "crontabs",
                "crontab",
                "CronTab",
                true,
                VERBS,
                List.of(),
                List.of(),
                Set.of("status"),
                Optional.of(tree(schema)));
    }

    private static final ServedResource CRON =
            cron("{'type':'object','description':'CRON','properties':{'spec':{'type':'object'}}}");

    private static JsonNode document(String path) throws IOException {
        return Json.parse(OpenApi.of(List.of(PODS, LEASES, CRON)).document(path).orElseThrow());
    }

    @Test
    void indexNamesEveryGroupVersionWithAHash() throws IOException {
        JsonNode paths =
                Json.parse(OpenApi.of(List.of(PODS, LEASES, CRON)).index()).path("paths");
        assertThat(paths.fieldNames())
                .toIterable()
                .containsExactly("api/v1", "apis/coordination.k8s.io/v1", "apis/stable.example.com/v1");
        assertThat(paths.path("api/v1").path("serverRelativeURL").asText())
                .matches("/openapi/v3/api/v1\\?hash=[0-9A-F]{128}");
    }

    @Test
    void hashChangesWithTheSchemaAndOnlyThen() {
        byte[] first = OpenApi.of(List.of(PODS, CRON)).index();
        assertThat(OpenApi.of(List.of(CRON, PODS)).index()).isEqualTo(first);
        assertThat(OpenApi.of(List.of(PODS, cron("{'type':'object'}"))).index()).isNotEqualTo(first);
    }

    @Test
    void patchOffersWhatKubectlLooksFor() throws IOException {
        JsonNode patch = document("api/v1")
                .path("paths")
                .path("/api/v1/namespaces/{namespace}/pods/{name}")
                .path("patch");
        assertThat(patch.path("parameters"))
                .extracting(parameter -> parameter.path("in").asText() + " "
                        + parameter.path("name").asText())
                .contains("path name", "path namespace", "query fieldValidation", "query dryRun");
        assertThat(patch.path("x-kubernetes-group-version-kind"))
                .isEqualTo(tree("{'group':'','kind':'Pod','version':'v1'}"));
        assertThat(patch.path("x-kubernetes-action").asText()).isEqualTo("patch");
        assertThat(patch.path("requestBody").path("content").has("application/strategic-merge-patch+json"))
                .isTrue();
    }

    @Test
    void verbsBecomeOperationsAndSubresourcesPaths() throws IOException {
        JsonNode paths = document("api/v1").path("paths");
        assertThat(paths.path("/api/v1/namespaces/{namespace}/pods").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("get", "post", "delete");
        assertThat(paths.path("/api/v1/pods").fieldNames()).toIterable().containsExactly("get");
        JsonNode eviction = paths.path("/api/v1/namespaces/{namespace}/pods/{name}/eviction")
                .path("post");
        assertThat(eviction.path("x-kubernetes-group-version-kind")
                        .path("group")
                        .asText())
                .isEqualTo("policy");
        assertThat(paths.path("/api/v1/namespaces/{namespace}/pods/{name}/status")
                        .has("put"))
                .isTrue();
        assertThat(paths.path("/api/v1/namespaces/{namespace}/pods/{name}/log").has("get"))
                .isTrue();
    }

    @Test
    void builtInSchemasHaveDescriptionsMergeKeysAndWholeReferences() throws IOException {
        JsonNode schemas = document("api/v1").path("components").path("schemas");
        JsonNode containers =
                schemas.path("io.k8s.api.core.v1.PodSpec").path("properties").path("containers");
        assertThat(containers.path("description").asText()).startsWith("List of containers belonging to the pod.");
        assertThat(containers.path("x-kubernetes-patch-merge-key").asText()).isEqualTo("name");
        assertThat(containers.path("items").path("$ref").asText())
                .isEqualTo("#/components/schemas/io.k8s.api.core.v1.Container");
        assertThat(schemas.path("io.k8s.api.core.v1.Pod")
                        .path("x-kubernetes-group-version-kind")
                        .path(0))
                .isEqualTo(tree("{'group':'','kind':'Pod','version':'v1'}"));
        assertReferencesResolve(schemas, schemas, "#/components/schemas/");
    }

    private static void assertReferencesResolve(JsonNode node, JsonNode schemas, String prefix) {
        JsonNode reference = node.path("$ref");
        if (reference.isTextual()) {
            assertThat(reference.asText()).startsWith(prefix);
            assertThat(schemas.has(reference.asText().substring(prefix.length())))
                    .as(reference.asText())
                    .isTrue();
        }
        node.forEach(child -> assertReferencesResolve(child, schemas, prefix));
    }

    @Test
    void groupsCarryOnlyWhatTheyReach() throws IOException {
        JsonNode schemas =
                document("apis/coordination.k8s.io/v1").path("components").path("schemas");
        assertThat(schemas.has("io.k8s.api.coordination.v1.LeaseSpec")).isTrue();
        assertThat(schemas.has("io.k8s.api.core.v1.Pod")).isFalse();
        assertThat(schemas.path("io.k8s.api.coordination.v1.LeaseSpec")
                        .at("/properties/renewTime/allOf/0/$ref")
                        .asText())
                .endsWith("MicroTime");
    }

    @Test
    void customKindsComeFromTheirSchemaWithMetadata() throws IOException {
        JsonNode document = document("apis/stable.example.com/v1");
        JsonNode schema = document.path("components").path("schemas").path("com.example.stable.v1.CronTab");
        assertThat(schema.path("description").asText()).isEqualTo("CRON");
        assertThat(schema.at("/properties/metadata/allOf/0/$ref").asText()).endsWith("ObjectMeta");
        assertThat(document.path("components")
                        .path("schemas")
                        .path("com.example.stable.v1.CronTabList")
                        .path("required"))
                .hasSize(1);
        JsonNode content = document.at(
                "/paths/~1apis~1stable.example.com~1v1~1namespaces~1{namespace}~1crontabs~1{name}/patch/requestBody/content");
        assertThat(content.has("application/strategic-merge-patch+json")).isFalse();
        assertThat(CRON.crdSchema().orElseThrow().at("/properties/metadata").isMissingNode())
                .as("the shared schema is not changed")
                .isTrue();
    }

    @Test
    void unknownGroupVersionHasNoDocument() {
        assertThat(OpenApi.of(List.of(PODS)).document("apis/x/v1")).isEmpty();
    }

    @Test
    void versionTwoIsOneDocumentWithItsOwnReferences() throws IOException {
        JsonNode document = Json.parse(OpenApi.of(List.of(PODS, LEASES, CRON)).v2());
        assertThat(document.path("swagger").asText()).isEqualTo("2.0");
        assertReferencesResolve(document, document.path("definitions"), "#/definitions/");
        JsonNode post = document.path("paths")
                .path("/api/v1/namespaces/{namespace}/pods")
                .path("post");
        assertThat(StreamSupport.stream(post.path("parameters").spliterator(), false)
                        .map(parameter -> parameter.path("in").asText()))
                .contains("path", "query", "body");
    }

    /** Walks the message by its wire types alone: every length must fit, and the first fields are those of the document. */
    @Test
    void protobufIsWellFormedAndCarriesTheDefinitions() throws IOException {
        byte[] message = OpenApi.of(List.of(PODS, LEASES, CRON)).v2Protobuf();
        assertThat(blocks(message, 1))
                .singleElement()
                .satisfies(text -> assertThat(new String(text, UTF_8)).isEqualTo("2.0"));
        byte[] definitions = blocks(message, 9).getFirst();
        List<String> names = new ArrayList<>();
        for (byte[] named : blocks(definitions, 1)) {
            names.add(new String(blocks(named, 1).getFirst(), UTF_8));
            byte[] schema = blocks(named, 2).getFirst();
            if (names.getLast().equals("io.k8s.api.core.v1.Pod")) {
                assertThat(new String(blocks(schema, 4).getFirst(), UTF_8))
                        .startsWith("Pod is a collection of containers");
                assertThat(new String(blocks(schema, 31).getFirst(), UTF_8))
                        .contains("x-kubernetes-group-version-kind", "\"kind\":\"Pod\"");
                assertThat(blocks(blocks(schema, 25).getFirst(), 1)).hasSize(5);
            }
        }
        assertThat(names).contains("io.k8s.api.core.v1.Pod", "com.example.stable.v1.CronTab");
        assertThat(blocks(blocks(message, 8).getFirst(), 2)).isNotEmpty();
    }

    private static List<byte[]> blocks(byte[] message, int wanted) {
        List<byte[]> found = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(message);
        while (in.hasRemaining()) {
            int tag = (int) varint(in);
            switch (tag & 7) {
                case 0 -> varint(in);
                case 1 -> in.getLong();
                case 2 -> {
                    byte[] block = new byte[(int) varint(in)];
                    in.get(block);
                    if (tag >>> 3 == wanted) {
                        found.add(block);
                    }
                }
                default -> throw new AssertionError("wire type of " + tag);
            }
        }
        return found;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        int shift = 0;
        byte next;
        do {
            next = in.get();
            value |= (long) (next & 0x7F) << shift;
            shift += 7;
        } while (next < 0);
        return value;
    }
}
