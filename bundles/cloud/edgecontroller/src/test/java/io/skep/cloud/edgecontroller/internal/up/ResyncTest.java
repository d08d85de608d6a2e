package io.skep.cloud.edgecontroller.internal.up;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.Message;
import io.skep.cloud.edgecontroller.internal.EdgeCommand;
import io.skep.cloud.edgecontroller.internal.EdgeCommand.Action;
import io.skep.cloud.kube.KubeClient.PatchType;
import io.skep.cloud.kube.KubeResource;
import io.skep.cloud.kube.fake.FakeKube;
import io.skep.common.model.Json;
import io.skep.common.model.ResourcePath;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResyncTest {

    private final FakeKube kube = new FakeKube();
    private final List<Message> sent = new ArrayList<>();

    private void record(KubeResource kind, String namespace, String name, String version) throws Exception {
        kube.create(kind, namespace, Json.parse("""
                {"metadata":{"name":"%s"}}""".formatted(name)));
        kube.patch(kind, namespace, name, "status", PatchType.MERGE, Json.parse("""
                {"status":{"objectResourceVersion":"%s"}}""".formatted(version)));
    }

    private String version(KubeResource kind, String namespace, String name) {
        return kube.get(kind, namespace, name)
                .at("/status/objectResourceVersion")
                .asText();
    }

    private void pod(String name, String node) throws Exception {
        kube.create(KubeResource.PODS, "default", Json.parse("""
                {"metadata":{"name":"%s"},"spec":{"nodeName":"%s"}}""".formatted(name, node)));
    }

    private Message ask(String node) throws InterruptedException {
        Message question = Message.of("metamanager", "meta", "query", "node/" + node + "/default/podlist/all", null);
        new Resync(kube, sent::add)
                .tellAll(new EdgeCommand(
                        Action.POD_LIST, new ResourcePath(node, "default", "podlist", "all"), question));
        return sent.getFirst();
    }

    @Test
    void tellsTheNodesPodsAndNoOthers() throws Exception {
        pod("a", "edge-1");
        pod("b", "edge-2");
        pod("c", "edge-1");

        Message answer = ask("edge-1");

        assertThat(answer.resource()).isEqualTo("node/edge-1/default/podlist/all");
        assertThat(((JsonNode) answer.content()).path("items"))
                .extracting(pod -> pod.at("/metadata/name").asText())
                .containsExactlyInAnyOrder("a", "c");
        assertThat(((JsonNode) answer.content()).path("items"))
                .allMatch(pod -> pod.path("kind").asText().equals("Pod"));
    }

    @Test
    void setsBackTheRecordsOfThisNodeOnly() throws Exception {
        record(KubeResource.OBJECTSYNCS, "default", "edge-1.u-1", "17");
        record(KubeResource.OBJECTSYNCS, "other", "edge-1.u-2", "18");
        record(KubeResource.OBJECTSYNCS, "default", "edge-1.lab.u-3", "19");
        record(KubeResource.OBJECTSYNCS, "default", "edge-10.u-4", "20");
        record(KubeResource.CLUSTEROBJECTSYNCS, "", "edge-1.u-5", "21");

        ask("edge-1");

        assertThat(version(KubeResource.OBJECTSYNCS, "default", "edge-1.u-1")).isEqualTo("0");
        assertThat(version(KubeResource.OBJECTSYNCS, "other", "edge-1.u-2")).isEqualTo("0");
        assertThat(version(KubeResource.OBJECTSYNCS, "default", "edge-1.lab.u-3"))
                .isEqualTo("19");
        assertThat(version(KubeResource.OBJECTSYNCS, "default", "edge-10.u-4")).isEqualTo("20");
        assertThat(version(KubeResource.CLUSTEROBJECTSYNCS, "", "edge-1.u-5")).isEqualTo("0");
    }

    @Test
    void answersAnEdgeWithoutPodsToo() throws Exception {
        assertThat(((JsonNode) ask("edge-9").content()).path("items")).isEmpty();
    }
}
