package io.skep.common.kubeapi.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.model.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadTest {

    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private final ApiHarness harness = new ApiHarness();

    @BeforeEach
    void fill() {
        for (String name : List.of("a", "b", "c", "d", "e")) {
            harness.post(
                    MAPS,
                    "{\"metadata\":{\"name\":\"" + name + "\",\"labels\":{\"half\":\""
                            + (name.compareTo("c") < 0 ? "first" : "second") + "\",\"n\":\"" + (name.charAt(0) - 'a')
                            + "\"}}}");
        }
        harness.post("/api/v1/namespaces/kube-system/configmaps", "{\"metadata\":{\"name\":\"z\"}}");
    }

    @AfterEach
    void close() {
        harness.close();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private List<String> names(String uri) throws IOException {
        return names(harness.get(uri).json());
    }

    private static List<String> names(JsonNode list) {
        return list.path("items").findValues("metadata").stream()
                .map(metadata -> metadata.path("name").asText())
                .toList();
    }

    @Test
    void listsANamespaceOrAllWithTheRevisionOfTheList() throws IOException {
        JsonNode list = harness.get(MAPS).json();
        assertThat(list.path("kind").asText()).isEqualTo("ConfigMapList");
        assertThat(list.path("metadata").path("resourceVersion").asText())
                .isEqualTo(Long.toString(harness.store.revision()));
        assertThat(names(list)).containsExactly("a", "b", "c", "d", "e");
        assertThat(names("/api/v1/configmaps")).containsExactly("a", "b", "c", "d", "e", "z");
    }

    @Test
    void selectsByLabelsAndFields() throws IOException {
        assertThat(names(MAPS + "?labelSelector=" + encode("half=first"))).containsExactly("a", "b");
        assertThat(names(MAPS + "?labelSelector=" + encode("half notin (first),n!=3")))
                .containsExactly("c", "e");
        assertThat(names(MAPS + "?labelSelector=" + encode("n>2"))).containsExactly("d", "e");
        assertThat(names("/api/v1/configmaps?labelSelector=" + encode("!half"))).containsExactly("z");
        assertThat(names(MAPS + "?fieldSelector=" + encode("metadata.name=b"))).containsExactly("b");
        assertThat(names(MAPS + "?fieldSelector=" + encode("metadata.name!=b,metadata.name!=c")))
                .containsExactly("a", "d", "e");
        assertThat(harness.get(MAPS + "?fieldSelector=" + encode("data.x=1")).status())
                .isEqualTo(400);
        assertThat(harness.get(MAPS + "?labelSelector=" + encode("a in (")).status())
                .isEqualTo(400);
    }

    @Test
    void goesOnWhereAListWasCutOffAsItWasThen() throws IOException {
        JsonNode first = harness.get(MAPS + "?limit=2").json();
        assertThat(names(first)).containsExactly("a", "b");
        assertThat(first.path("metadata").path("remainingItemCount").asInt()).isEqualTo(3);
        harness.delete(MAPS + "/c", "");
        harness.post(MAPS, "{\"metadata\":{\"name\":\"bb\"}}");

        JsonNode second = harness.get(MAPS + "?limit=2&continue="
                        + first.path("metadata").path("continue").asText())
                .json();
        JsonNode third = harness.get(MAPS + "?limit=2&continue="
                        + second.path("metadata").path("continue").asText())
                .json();

        assertThat(names(second)).containsExactly("c", "d");
        assertThat(names(third)).containsExactly("e");
        assertThat(third.path("metadata").has("continue")).isFalse();
        assertThat(harness.get(MAPS + "?continue=rubbish").status()).isEqualTo(400);
    }

    @Test
    void expiresAContinuationThatSpansARestart() throws IOException {
        String token = harness.get(MAPS + "?limit=2")
                .json()
                .path("metadata")
                .path("continue")
                .asText();
        harness.post(MAPS, "{\"metadata\":{\"name\":\"late\"}}");
        harness.restart();
        JsonNode status = harness.get(MAPS + "?limit=2&continue=" + token).json();
        assertThat(status.path("code").asInt()).isEqualTo(410);
        assertThat(status.path("reason").asText()).isEqualTo("Expired");
    }

    @Test
    void listsAnExactRevision() throws IOException {
        String then = harness.get(MAPS)
                .json()
                .path("metadata")
                .path("resourceVersion")
                .asText();
        harness.delete(MAPS + "/a", "");
        assertThat(names(MAPS + "?resourceVersionMatch=Exact&resourceVersion=" + then))
                .contains("a");
        assertThat(names(MAPS + "?resourceVersionMatch=NotOlderThan&resourceVersion=" + then))
                .doesNotContain("a");
        assertThat(harness.get(MAPS + "?resourceVersion=999999").status()).isEqualTo(504);
        assertThat(harness.get(MAPS + "?resourceVersionMatch=Exact").status()).isEqualTo(422);
    }

    @Test
    void answersWithTablesAndMetadataAlone() throws IOException {
        JsonNode table = harness.send(new FakeExchange("GET", MAPS, "")
                        .header("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"))
                .json();
        assertThat(table.path("kind").asText()).isEqualTo("Table");
        assertThat(table.path("rows")).hasSize(5);
        assertThat(table.path("columnDefinitions").get(0).path("name").asText()).isEqualTo("Name");

        JsonNode partial = harness.send(new FakeExchange("GET", MAPS, "")
                        .header("Accept", "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io"))
                .json();
        assertThat(partial.path("kind").asText()).isEqualTo("PartialObjectMetadataList");
        assertThat(partial.path("items").get(0).has("data")).isFalse();
    }

    @Test
    void answersJsonToWhoPrefersProtobufAndRefusesWhoTakesNothingElse() {
        assertThat(harness.send(new FakeExchange("GET", MAPS, "")
                                .header("Accept", "application/vnd.kubernetes.protobuf,application/json"))
                        .status())
                .isEqualTo(200);
        assertThat(harness.send(new FakeExchange("GET", MAPS, "")
                                .header("Accept", "application/vnd.kubernetes.protobuf"))
                        .status())
                .isEqualTo(406);
    }

    @Test
    void answersUnknownPathsAndMethods() throws IOException {
        assertThat(harness.get("/nothing").text()).isEqualTo("404 page not found\n");
        assertThat(harness.get("/api/v1/gadgets").json().path("message").asText())
                .isEqualTo("the server could not find the requested resource");
        assertThat(harness.get("/api/v1/nodes/n/proxy").status()).isEqualTo(404);
        assertThat(harness.post(MAPS + "/a", "{}").status()).isEqualTo(405);
        assertThat(harness.get("/api/v1/namespaces/default/bindings").status()).isEqualTo(405);
        assertThat(harness.post("/api/v1/configmaps", "{}").status()).isEqualTo(404);
        assertThat(harness.get("/api/v1/namespaces/default/nodes").status()).isEqualTo(404);
    }

    @Test
    void sendsALongListInPieces() throws Exception {
        String filler = "x".repeat(60_000);
        for (int i = 0; i < 12; i++) {
            harness.post(MAPS, "{\"metadata\":{\"name\":\"long-" + i + "\"},\"data\":{\"k\":\"" + filler + "\"}}");
        }
        FakeExchange answer = harness.get(MAPS);
        assertThat(answer.text()).isEmpty();
        assertThat(answer.pieces())
                .hasSizeGreaterThan(5)
                .allSatisfy(piece -> assertThat(piece.length()).isLessThan(200_000));
        assertThat(Json.parse(String.join("", answer.pieces())).path("items")).hasSize(17);
    }

    @Test
    void showsChangesToAWatcherFromTheListOn() throws Exception {
        String since = harness.get(MAPS)
                .json()
                .path("metadata")
                .path("resourceVersion")
                .asText();
        try (FakeExchange watch = harness.watch(MAPS + "?watch=1&resourceVersion=" + since)) {
            harness.merge(MAPS + "/a", "{\"data\":{\"k\":\"v\"}}");
            harness.delete(MAPS + "/b", "");

            JsonNode modified = watch.event();
            assertThat(modified.path("type").asText()).isEqualTo("MODIFIED");
            assertThat(modified.path("object").path("data").path("k").asText()).isEqualTo("v");
            JsonNode deleted = watch.event();
            assertThat(deleted.path("type").asText()).isEqualTo("DELETED");
            assertThat(deleted.path("object")
                            .path("metadata")
                            .path("resourceVersion")
                            .asText())
                    .isEqualTo(Long.toString(harness.store.revision()));
        }
    }

    @Test
    void beginsAWatchWithWhatIsThereUnlessARevisionIsGiven() throws Exception {
        try (FakeExchange watch = harness.watch(MAPS + "?watch=true&fieldSelector=" + encode("metadata.name=c"))) {
            JsonNode event = watch.event();
            assertThat(event.path("type").asText()).isEqualTo("ADDED");
            assertThat(event.path("object").path("metadata").path("name").asText())
                    .isEqualTo("c");
        }
    }

    @Test
    void turnsEnteringAndLeavingASelectionIntoAddedAndDeleted() throws Exception {
        String since = Long.toString(harness.store.revision());
        try (FakeExchange watch =
                harness.watch(MAPS + "?watch=1&labelSelector=" + encode("half=first") + "&resourceVersion=" + since)) {
            harness.merge(MAPS + "/c", "{\"metadata\":{\"labels\":{\"half\":\"first\"}}}");
            harness.merge(MAPS + "/d", "{\"data\":{\"not\":\"selected\"}}");
            harness.merge(MAPS + "/a", "{\"metadata\":{\"labels\":{\"half\":\"second\"}}}");

            JsonNode entered = watch.event();
            JsonNode left = watch.event();

            assertThat(entered.path("type").asText()).isEqualTo("ADDED");
            assertThat(entered.path("object").path("metadata").path("name").asText())
                    .isEqualTo("c");
            assertThat(left.path("type").asText()).isEqualTo("DELETED");
            assertThat(left.path("object")
                            .path("metadata")
                            .path("labels")
                            .path("half")
                            .asText())
                    .isEqualTo("first");
        }
    }

    @Test
    void sendsABookmarkWhenTheTimeOfAWatchIsUp() throws Exception {
        String since = Long.toString(harness.store.revision());
        harness.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"other\"}}");
        FakeExchange watch =
                harness.get(MAPS + "?watch=1&timeoutSeconds=1&allowWatchBookmarks=true&resourceVersion=" + since);
        JsonNode bookmark = watch.event();
        assertThat(bookmark.path("type").asText()).isEqualTo("BOOKMARK");
        assertThat(bookmark.path("object").path("kind").asText()).isEqualTo("ConfigMap");
        assertThat(bookmark.path("object")
                        .path("metadata")
                        .path("resourceVersion")
                        .asText())
                .isEqualTo(Long.toString(harness.store.revision()));
        assertThat(watch.isOpen()).isFalse();
    }

    @Test
    void tellsAWatcherFromBeforeARestartToListAgain() throws Exception {
        String since = Long.toString(harness.store.revision());
        harness.merge(MAPS + "/a", "{\"data\":{\"k\":\"v\"}}");
        harness.restart();

        FakeExchange watch = harness.get(MAPS + "?watch=1&resourceVersion=" + since);

        JsonNode error = watch.event();
        assertThat(error.path("type").asText()).isEqualTo("ERROR");
        assertThat(error.path("object").path("code").asInt()).isEqualTo(410);
        assertThat(error.path("object").path("reason").asText()).isEqualTo("Expired");
    }

    @Test
    void refusesARevisionMatchForAWatchAsThisVersionDoes() {
        assertThat(harness.get(MAPS + "?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void sendsColumnsOnlyWithTheFirstRowOfAWatchedTable() throws Exception {
        FakeExchange exchange = new FakeExchange("GET", MAPS + "?watch=1", "")
                .header("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io");
        Thread.ofVirtual().start(() -> harness.send(exchange));
        try (exchange) {
            assertThat(exchange.event().path("object").path("columnDefinitions"))
                    .isNotEmpty();
            assertThat(exchange.event().path("object").path("columnDefinitions"))
                    .isEmpty();
        }
    }

    @Test
    void readsBackWhatItWroteByteForByte() throws IOException {
        String text = harness.get(MAPS + "/a").text();
        assertThat(Json.write(Json.parse(text))).isEqualTo(text);
        assertThat(harness.get(MAPS).text()).contains(text);
    }
}
