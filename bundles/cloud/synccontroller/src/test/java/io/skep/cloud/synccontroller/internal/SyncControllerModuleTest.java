package io.skep.cloud.synccontroller.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.Await;
import io.skep.beehive.testkit.Probe;
import io.skep.beehive.testkit.TestBus;
import io.skep.cloud.kube.KubeClient.PatchType;
import io.skep.cloud.kube.KubeClient.Selector;
import io.skep.cloud.kube.KubeResource;
import io.skep.cloud.kube.fake.FakeKube;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SyncControllerModuleTest {

    private final FakeKube kube = new FakeKube();
    private final TestBus bus = new TestBus();
    private Probe hub;

    @BeforeEach
    void start() throws Exception {
        hub = bus.probe("cloudhub", "cloudhub");
        kube.create(KubeResource.NODES, "", Json.parse("{\"metadata\":{\"name\":\"edge.1\"}}"));
    }

    @AfterEach
    void stop() {
        bus.close();
    }

    @Test
    void sendsWhatTheEdgeHasNotAcknowledgedUntilItHas() throws Exception {
        ObjectNode pod = pod("p");
        record(pod, "1");
        run();

        Message update = hub.next();

        assertThat(update.resource()).isEqualTo("node/edge.1/default/pod/p");
        assertThat(update.operation()).isEqualTo("update");
        assertThat(update.source()).isEqualTo("edgecontroller");
        assertThat(update.group()).isEqualTo("resource");
        assertThat(update.resourceVersion()).isEqualTo(KubeObject.resourceVersion(pod));
        assertThat((JsonNode) update.content()).isEqualTo(pod);

        acknowledge(pod, KubeObject.resourceVersion(pod));
        Await.until("it is quiet", () -> hub.poll(Duration.ofMillis(400)).isEmpty());
    }

    @Test
    void sendsADeleteThatOnlyNamesTheObject() throws Exception {
        ObjectNode pod = pod("p");
        record(pod, "1");
        kube.delete(KubeResource.PODS, "default", "p", Json.parse("{\"gracePeriodSeconds\":0}"));
        run();

        Message delete = hub.next();

        assertThat(delete.operation()).isEqualTo("delete");
        assertThat(delete.resourceVersion()).isEmpty();
        assertThat((JsonNode) delete.content())
                .isEqualTo(Json.parse("{\"metadata\":{\"name\":\"p\",\"namespace\":\"default\",\"uid\":\""
                        + KubeObject.uid(pod) + "\"}}"));
    }

    @Test
    void takesAnObjectMadeAnewForAnother() throws Exception {
        ObjectNode old = pod("p");
        record(old, "1");
        kube.delete(KubeResource.PODS, "default", "p", Json.parse("{\"gracePeriodSeconds\":0}"));
        pod("p");
        run();

        Message delete = hub.next();

        assertThat(delete.operation()).isEqualTo("delete");
        assertThat(KubeObject.uid((JsonNode) delete.content())).isEqualTo(KubeObject.uid(old));
    }

    @Test
    void usesTheWordNullForClusterScopedObjects() throws Exception {
        ObjectNode volume =
                kube.create(KubeResource.PERSISTENTVOLUMES, "", Json.parse("{\"metadata\":{\"name\":\"v\"}}"));
        record(KubeResource.CLUSTEROBJECTSYNCS, "", volume, "1");
        run();

        assertThat(hub.next().resource()).isEqualTo("node/edge.1/null/persistentvolume/v");
    }

    @Test
    void removesTheRecordsOfNodesThatAreGone() throws Exception {
        record(pod("p"), "1");
        kube.delete(KubeResource.NODES, "", "edge.1", null);
        run();

        Await.until(
                "the record is gone",
                () -> kube.list(KubeResource.OBJECTSYNCS, "", Selector.ALL).isEmpty());
        hub.expectQuiet(Duration.ofMillis(50));
    }

    @Test
    void sendsAnUpdateForARecordWithoutAVersion() throws Exception {
        record(pod("p"), "");
        run();

        assertThat(hub.next().operation()).isEqualTo("update");
    }

    private void run() {
        bus.start("synccontroller", "synccontroller", new SyncControllerModule(kube, Duration.ofMillis(100)));
    }

    private ObjectNode pod(String name) throws Exception {
        return kube.create(
                KubeResource.PODS,
                "default",
                Json.parse("{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{\"nodeName\":\"edge.1\"}}"));
    }

    private void record(ObjectNode object, String version) {
        record(KubeResource.OBJECTSYNCS, "default", object, version);
    }

    private void record(KubeResource resource, String namespace, ObjectNode object, String version) {
        ObjectNode record = Json.object();
        record.putObject("metadata").put("name", "edge.1." + KubeObject.uid(object));
        record.putObject("spec")
                .put("objectAPIVersion", KubeObject.apiVersion(object))
                .put("objectKind", KubeObject.kind(object))
                .put("objectName", KubeObject.name(object));
        kube.create(resource, namespace, record);
        if (!version.isEmpty()) {
            status(resource, namespace, object, version);
        }
    }

    private void acknowledge(ObjectNode object, String version) {
        status(KubeResource.OBJECTSYNCS, "default", object, version);
    }

    private void status(KubeResource resource, String namespace, ObjectNode object, String version) {
        ObjectNode status = Json.object();
        status.putObject("status").put("objectResourceVersion", version);
        kube.patch(resource, namespace, "edge.1." + KubeObject.uid(object), "status", PatchType.MERGE, status);
    }
}
