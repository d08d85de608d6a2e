package io.skep.cloud.edgecontroller.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.Probe;
import io.skep.beehive.testkit.TestBus;
import io.skep.cloud.kube.KubeClient.Selector;
import io.skep.cloud.kube.KubeResource;
import io.skep.cloud.kube.fake.FakeKube;
import io.skep.common.model.Contents;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EdgeControllerModuleTest {

    private static final String EDGE =
            "{\"metadata\":{\"name\":\"edge-1\",\"labels\":{\"node-role.kubernetes.io/edge\":\"\"}},\"spec\":{},\"status\":{}}";

    private final FakeKube kube = new FakeKube();
    private final TestBus bus = new TestBus();
    private final EdgeControllerModule module = new EdgeControllerModule(kube, 16, Duration.ofSeconds(10));
    private Probe hub;

    @BeforeEach
    void start() {
        hub = bus.probe("cloudhub", "cloudhub");
        bus.start("edgecontroller", "edgecontroller", module);
        answer("query", "default/node/it-answers-once-it-watches", null);
    }

    @AfterEach
    void stop() {
        bus.close();
    }

    @Test
    void tellsAnEdgeOfItsPodsLife() throws Exception {
        edge();
        ObjectNode pod = pod("p", "edge-1", "{}");

        Message insert = hub.next();
        kube.delete(KubeResource.PODS, "default", "p", null);
        Message update = hub.next();
        kube.delete(KubeResource.PODS, "default", "p", Json.parse("{\"gracePeriodSeconds\":0}"));
        Message delete = hub.next();

        assertThat(insert.operation() + " " + insert.resource()).isEqualTo("insert node/edge-1/default/pod/p");
        assertThat(insert.source() + "/" + insert.group()).isEqualTo("edgecontroller/resource");
        assertThat(insert.parentId()).isEmpty();
        assertThat(insert.resourceVersion()).isEqualTo(KubeObject.resourceVersion(pod));
        assertThat(KubeObject.kind((JsonNode) insert.content())).isEqualTo("Pod");
        assertThat(update.operation()).isEqualTo("update");
        assertThat(KubeObject.isTerminating((JsonNode) update.content())).isTrue();
        assertThat(delete.operation()).isEqualTo("delete");
    }

    @Test
    void tellsPodsThatWereBoundBeforeTheNodeCame() throws Exception {
        pod("early", "edge-1", "{}");
        kube.settle();
        edge();

        assertThat(hub.next().resource()).isEqualTo("node/edge-1/default/pod/early");
    }

    @Test
    void keepsPodsOfOtherNodesToItself() throws Exception {
        kube.create(KubeResource.NODES, "", Json.parse("{\"metadata\":{\"name\":\"cloudy\"}}"));
        edge();
        pod("elsewhere", "cloudy", "{}");
        pod("here", "edge-1", "{}");

        assertThat(hub.next().resource()).isEqualTo("node/edge-1/default/pod/here");
    }

    @Test
    void tellsReferencedConfigMapsAndSecretsOnly() throws Exception {
        edge();
        pod(
                "p",
                "edge-1",
                "{\"initContainers\":[{\"env\":[{\"valueFrom\":{\"secretKeyRef\":{\"name\":\"s\"}}}]}],"
                        + "\"volumes\":[{\"configMap\":{\"name\":\"c\"}}]}");
        hub.next();
        kube.create(KubeResource.CONFIGMAPS, "default", Json.parse("{\"metadata\":{\"name\":\"unused\"}}"));
        kube.create(KubeResource.CONFIGMAPS, "default", Json.parse("{\"metadata\":{\"name\":\"c\"}}"));
        kube.create(KubeResource.SECRETS, "default", Json.parse("{\"metadata\":{\"name\":\"s\"}}"));

        Message first = hub.next();
        Message second = hub.next();

        assertThat(List.of(first.operation() + " " + first.resource(), second.operation() + " " + second.resource()))
                .containsExactlyInAnyOrder(
                        "insert node/edge-1/default/configmap/c", "update node/edge-1/default/secret/s");
    }

    @Test
    void tellsTheHubOfADeletedNode() throws Exception {
        edge();
        kube.delete(KubeResource.NODES, "", "edge-1", null);

        Message delete = hub.next();

        assertThat(delete.operation()).isEqualTo("delete");
        assertThat(delete.resource()).isEqualTo("node/edge-1/namespace/node/edge-1");
    }

    @Test
    void tellsAnEdgeThatConnectsOfItsPodsAgain() throws Exception {
        edge();
        pod("p", "edge-1", "{}");
        hub.next();

        hub.send("edgecontroller", Message.of("cloudhub", "resource", "connected", "node/edge-1", new byte[0]));

        assertThat(hub.next().operation()).isEqualTo("update");
    }

    @Test
    void registersANode() throws Exception {
        JsonNode answer = ask("insert", "default/node/edge-1", Json.parse(EDGE));

        assertThat(answer.path("Err").isNull()).isTrue();
        assertThat(answer.path("Object").path("metadata").path("name").asText()).isEqualTo("edge-1");
        assertThat(answer.path("Object").has("kind")).isFalse();
        JsonNode again = ask("insert", "default/node/edge-1", Json.parse(EDGE));
        assertThat(again.path("Err").path("ErrStatus").path("reason").asText()).isEqualTo("AlreadyExists");
        assertThat(again.path("Object").path("status").path("nodeInfo").has("machineID"))
                .isTrue();
    }

    @Test
    void saysThatANodeIsMissingInTheSingular() throws Exception {
        JsonNode answer = ask("query", "default/node/edge-1", null);

        assertThat(answer)
                .isEqualTo(Json.parse("{\"ErrStatus\":{\"metadata\":{},\"status\":\"Failure\","
                        + "\"message\":\"node \\\"edge-1\\\" not found\",\"reason\":\"NotFound\","
                        + "\"details\":{\"name\":\"edge-1\",\"kind\":\"node\"},\"code\":404}}"));
    }

    @Test
    void refusesWhatBelongsToAnotherNode() throws Exception {
        long before = module.refused().count();
        kube.create(KubeResource.NODES, "", Json.parse("{\"metadata\":{\"name\":\"edge-2\"}}"));
        pod("foreign", "edge-2", "{\"volumes\":[{\"secret\":{\"secretName\":\"s\"}}]}");
        kube.create(KubeResource.SECRETS, "default", Json.parse("{\"metadata\":{\"name\":\"s\"}}"));

        assertThat(reason(ask("query", "default/node/edge-2", null))).isEqualTo("Forbidden");
        assertThat(reason(ask("patch", "default/nodepatch/edge-2", "{}"))).isEqualTo("Forbidden");
        assertThat(reason(ask("patch", "default/podpatch/foreign", "{\"status\":{}}")))
                .isEqualTo("Forbidden");
        assertThat(reason(ask("delete", "default/pod/foreign", Json.object()))).isEqualTo("Forbidden");
        assertThat(reason(ask("query", "default/secret/s", null))).isEqualTo("Forbidden");
        assertThat(reason(ask("update", "kube-node-lease/lease/edge-2", Json.object())))
                .isEqualTo("Forbidden");
        assertThat(reason(ask("query", "default/serviceaccounttoken/default", Json.object())))
                .isEqualTo("Forbidden");
        assertThat(reason(ask("update", "elsewhere/lease/edge-1", Json.object())))
                .isEqualTo("Forbidden");
        assertThat(module.refused().count() - before).isEqualTo(8);
    }

    /** What Kubernetes' NodeRestriction keeps from a node that was broken into. */
    @Test
    void refusesWritesThatWouldOpenMore() throws Exception {
        long before = module.refused().count();
        edge();
        pod("p", "edge-1", "{}");
        hub.next();
        String mirror = "\"metadata\":{\"name\":\"m\",\"annotations\":{\"kubernetes.io/config.mirror\":\"x\"}}";
        for (String pod : List.of(
                "{\"metadata\":{\"name\":\"m\"},\"spec\":{\"nodeName\":\"edge-1\"}}",
                "{" + mirror + ",\"spec\":{\"nodeName\":\"edge-2\"}}",
                "{" + mirror + ",\"spec\":{\"nodeName\":\"edge-1\",\"serviceAccountName\":\"admin\"}}",
                "{" + mirror + ",\"spec\":{\"nodeName\":\"edge-1\",\"imagePullSecrets\":[{\"name\":\"s\"}]}}",
                "{" + mirror + ",\"spec\":{\"nodeName\":\"edge-1\",\"volumes\":[{\"secret\":{\"secretName\":\"s\"}}]}}",
                "{" + mirror + ",\"spec\":{\"nodeName\":\"edge-1\",\"volumes\":[{\"persistentVolumeClaim\":{}}]}}")) {
            assertThat(reason(ask("insert", "default/pod/m", Json.parse(pod))))
                    .as(pod)
                    .isEqualTo("Forbidden");
        }
        assertThat(reason(ask(
                        "patch", "default/podpatch/p", "{\"metadata\":{\"labels\":{\"app\":\"web\"}},\"status\":{}}")))
                .isEqualTo("Forbidden");
        assertThat(reason(ask("patch", "default/podpatch/p", "{\"spec\":{}}"))).isEqualTo("Forbidden");
        String label = "{\"metadata\":{\"labels\":{\"x.node-restriction.kubernetes.io/trusted\":\"yes\"}}}";
        assertThat(reason(ask("patch", "default/nodepatch/edge-1", label))).isEqualTo("Forbidden");
        assertThat(reason(ask("insert", "default/node/edge-1", Json.parse(label))))
                .isEqualTo("Forbidden");
        assertThat(module.refused().count() - before).isEqualTo(10);

        JsonNode made = ask(
                "insert",
                "default/pod/m",
                Json.parse("{" + mirror + ",\"spec\":{\"nodeName\":\"edge-1\",\"volumes\":[{\"emptyDir\":{}}]}}"));
        assertThat(made.path("Err").isNull()).isTrue();
        JsonNode token = Json.parse("{\"spec\":{\"boundObjectRef\":{\"kind\":\"Pod\",\"name\":\"m\",\"uid\":\""
                + KubeObject.uid(kube.get(KubeResource.PODS, "default", "m")) + "\"}}}");
        assertThat(reason(ask("query", "default/serviceaccounttoken/default", token)))
                .isEqualTo("Forbidden");
    }

    @Test
    void givesVolumesOfItsPodsOnly() throws Exception {
        edge();
        pod("p", "edge-1", "{\"volumes\":[{\"persistentVolumeClaim\":{\"claimName\":\"mine\"}}]}");
        hub.next();
        for (String claim : List.of("mine", "other")) {
            kube.create(
                    KubeResource.PERSISTENTVOLUMECLAIMS,
                    "default",
                    Json.parse("{\"metadata\":{\"name\":\"" + claim + "\"}}"));
            kube.create(
                    KubeResource.PERSISTENTVOLUMES,
                    "",
                    Json.parse("{\"metadata\":{\"name\":\"pv-" + claim
                            + "\"},\"spec\":{\"claimRef\":{\"namespace\":\"default\",\"name\":\"" + claim + "\"}}}"));
        }
        kube.create(
                KubeResource.VOLUMEATTACHMENTS,
                "",
                Json.parse("{\"metadata\":{\"name\":\"a\"},\"spec\":{\"nodeName\":\"edge-2\"}}"));

        assertThat(KubeObject.name(ask("query", "default/persistentvolumeclaim/mine", null)))
                .isEqualTo("mine");
        assertThat(KubeObject.name(ask("query", "default/persistentvolume/pv-mine", null)))
                .isEqualTo("pv-mine");
        assertThat(reason(ask("query", "default/persistentvolumeclaim/other", null)))
                .isEqualTo("Forbidden");
        assertThat(reason(ask("query", "default/persistentvolume/pv-other", null)))
                .isEqualTo("Forbidden");
        assertThat(reason(ask("query", "default/volumeattachment/a", null))).isEqualTo("Forbidden");
        assertThat(reason(ask("query", "default/persistentvolume/missing", null)))
                .isEqualTo("NotFound");
    }

    @Test
    void takesEventsAboutItsOwnOnly() throws Exception {
        edge();
        pod("foreign", "edge-2", "{}");
        kube.settle();
        JsonNode node = Json.parse("{\"involvedObject\":{\"kind\":\"Node\",\"name\":\"edge-2\"}}");
        JsonNode pod =
                Json.parse("{\"involvedObject\":{\"kind\":\"Pod\",\"namespace\":\"default\",\"name\":\"foreign\"}}");
        kube.create(
                KubeResource.EVENTS,
                "default",
                Json.parse("{\"metadata\":{\"name\":\"theirs\"},"
                        + "\"involvedObject\":{\"kind\":\"Node\",\"name\":\"edge-2\"}}"));

        assertThat(reason(ask("insert", "default/event/a", node))).isEqualTo("Forbidden");
        assertThat(reason(ask("insert", "default/event/b", pod))).isEqualTo("Forbidden");
        assertThat(reason(ask("patch", "default/event/theirs", "{\"count\":2}")))
                .isEqualTo("Forbidden");
        assertThat(reason(ask("update", "default/event/theirs", Json.object()))).isEqualTo("Forbidden");
    }

    @Test
    void patchesStatusAndAnswersWithTheVersion() throws Exception {
        edge();
        pod("p", "edge-1", "{}");
        hub.next();

        Message answer = answer("patch", "default/podpatch/p", "{\"status\":{\"phase\":\"Running\"}}");

        assertThat(answer.resourceVersion()).isNotEmpty();
        JsonNode content = (JsonNode) answer.content();
        assertThat(content.path("Object").path("status").path("phase").asText()).isEqualTo("Running");
        assertThat(kube.calls()).contains("patch/status pods default/p");
    }

    @Test
    void deletingAPodThatIsGoneIsDone() {
        Message answer = answer("delete", "default/pod/gone", "12345678-1234-1234-1234-123456789012");

        assertThat(Contents.isOk(answer)).isTrue();
        assertThat(answer.resourceVersion()).isEmpty();
    }

    @Test
    void givesATokenToAPodOfTheEdge() throws Exception {
        edge();
        kube.create(KubeResource.SERVICEACCOUNTS, "default", Json.parse("{\"metadata\":{\"name\":\"default\"}}"));
        ObjectNode pod = pod("p", "edge-1", "{\"serviceAccountName\":\"default\"}");
        hub.next();
        JsonNode request = Json.parse("{\"spec\":{\"boundObjectRef\":{\"kind\":\"Pod\",\"name\":\"p\",\"uid\":\""
                + KubeObject.uid(pod) + "\"}}}");

        JsonNode answer = ask("query", "default/serviceaccounttoken/default", request);

        assertThat(answer.path("kind").asText()).isEqualTo("TokenRequest");
        assertThat(answer.path("status").path("token").asText()).isNotEmpty();
    }

    @Test
    void keepsTheLease() throws Exception {
        JsonNode lease = Json.parse("{\"metadata\":{\"name\":\"edge-1\",\"namespace\":\"kube-node-lease\","
                + "\"ownerReferences\":[{\"uid\":\"u\"}]},\"spec\":{\"holderIdentity\":\"edge-1\"}}");

        JsonNode missing = ask("query", "kube-node-lease/lease/edge-1", null);
        JsonNode made = ask("insert", "kube-node-lease/lease/edge-1", lease);
        JsonNode found = ask("query", "kube-node-lease/lease/edge-1", null);

        assertThat(missing.path("Object").isNull()).isTrue();
        assertThat(reason(missing)).isEqualTo("NotFound");
        assertThat(made.path("Object").has("kind")).isFalse();
        assertThat(found.path("Object").path("kind").asText()).isEqualTo("Lease");
    }

    @Test
    void writesEventsOnceHoweverOftenTheyCome() throws Exception {
        JsonNode event = Json.parse("{\"metadata\":{\"name\":\"p.1\"},\"reason\":\"Started\",\"count\":1}");

        assertThat(Contents.isOk(answer("insert", "default/event/p.1", event))).isTrue();
        assertThat(Contents.isOk(answer("insert", "default/event/p.1", event))).isTrue();
        assertThat(Contents.isOk(answer("patch", "default/event/p.1", "{\"count\":2}")))
                .isTrue();
        assertThat(kube.list(KubeResource.EVENTS, "default", Selector.ALL))
                .singleElement()
                .satisfies(stored -> assertThat(stored.path("count").asInt()).isEqualTo(2));
    }

    @Test
    void answersAnOutageWithAFailureThatSaysSo() throws Exception {
        kube.outage(true);

        JsonNode answer = ask("update", "kube-node-lease/lease/edge-1", Json.object());

        assertThat(answer.path("Err").path("ErrStatus").path("code").asInt()).isEqualTo(503);
        kube.outage(false);
    }

    @Test
    void takesLegacyStatus() throws Exception {
        Message inserted = answer("insert", "default/nodestatus/edge-1", Json.parse(EDGE));
        Message updated = answer(
                "update",
                "default/nodestatus/edge-1",
                Json.parse("{\"UID\":\"x\",\"Status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}"));

        assertThat(inserted.resource()).isEqualTo("node/edge-1/default/node/edge-1");
        assertThat(Contents.isOk(updated)).isTrue();
        assertThat(kube.get(KubeResource.NODES, "", "edge-1")
                        .path("status")
                        .path("conditions")
                        .path(0)
                        .has("lastHeartbeatTime"))
                .isTrue();
        hub.send(
                "edgecontroller",
                upstream(
                        "update",
                        "default/podstatus/lost",
                        Json.parse("{\"UID\":\"u\",\"Name\":\"lost\",\"Status\":{}}")));
        Message orphan = hub.next(m -> m.operation().equals("delete"));
        assertThat(orphan.resource()).isEqualTo("node/edge-1/default/pod/lost");
    }

    @Test
    void staysSilentOnWhatItDoesNotServe() throws Exception {
        hub.send("edgecontroller", upstream("query", "default/gadget/x", null));
        hub.send("edgecontroller", upstream("update", "default/configmap/x", Json.object()));
        hub.send("edgecontroller", upstream("query", "default/configmap", null));

        Message answer = answer("query", "default/node/edge-1", null);

        assertThat(answer.resource()).isEqualTo("node/edge-1/default/node/edge-1");
    }

    @Test
    void losesNothingWhenItIsSwapped() throws Exception {
        bus.park("edgecontroller");
        Message question = upstream("query", "default/node/edge-1", null);
        hub.send("edgecontroller", question);

        bus.start("edgecontroller", "edgecontroller", new EdgeControllerModule(kube, 16, Duration.ofSeconds(10)));

        assertThat(hub.next().parentId()).isEqualTo(question.id());
    }

    private JsonNode ask(String operation, String resource, Object content) {
        return Contents.tree(answer(operation, resource, content));
    }

    private Message answer(String operation, String resource, Object content) {
        Message question = upstream(operation, resource, content);
        hub.send("edgecontroller", question);
        return hub.next(m -> m.parentId().equals(question.id()));
    }

    /** The edge's node, and everybody has seen it. */
    private void edge() throws Exception {
        kube.create(KubeResource.NODES, "", Json.parse(EDGE));
        kube.settle();
    }

    private static Message upstream(String operation, String resource, Object content) {
        return Message.of("edged", "meta", operation, "node/edge-1/" + resource, content);
    }

    private static String reason(JsonNode answer) {
        JsonNode status = answer.has("Err") ? answer.path("Err").path("ErrStatus") : answer.path("ErrStatus");
        return status.path("reason").asText();
    }

    private ObjectNode pod(String name, String node, String spec) throws Exception {
        ObjectNode pod = Json.object();
        pod.putObject("metadata").put("name", name);
        ObjectNode content = (ObjectNode) Json.parse(spec);
        content.put("nodeName", node);
        pod.set("spec", content);
        return kube.create(KubeResource.PODS, "default", pod);
    }
}
