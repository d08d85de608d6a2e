package io.skep.cloud.cloudhub.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.Probe;
import io.skep.beehive.testkit.TestBus;
import io.skep.cloud.cloudhub.internal.session.Windows;
import io.skep.cloud.kube.KubeClient.Selector;
import io.skep.cloud.kube.KubeResource;
import io.skep.cloud.kube.fake.FakeKube;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A hub with doubles of its edges and of the API. */
abstract class HubFixture {

    /** Until it sends again. */
    static final Duration SHORT = Duration.ofMillis(100);

    static final Duration PATIENT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    final FakeKube kube = new FakeKube();
    final TestBus bus = new TestBus();
    HubUnderTest hub;
    Probe controller;

    HubUnderTest hub(Duration resend) {
        return new HubUnderTest(kube, folder, resend, new Windows(256, 1), 2, false);
    }

    void replace(Duration resend) {
        bus.park("cloudhub");
        hub = hub(resend);
        hub.start(bus);
    }

    @BeforeEach
    void start() {
        hub = hub(SHORT);
        controller = bus.probe("edgecontroller", "edgecontroller");
        hub.start(bus);
    }

    @AfterEach
    void stop() {
        bus.close();
    }

    void send(Message message) {
        controller.send("cloudhub", message);
    }

    static Message query(String name) {
        return Message.of("edged", "meta", "query", "default/configmap/" + name, null);
    }

    static Message answer(String resource) {
        return Message.of("edgecontroller", "resource", "response", resource, Json.object())
                .withParentId("question");
    }

    static Message push(String operation, ObjectNode object) {
        return Message.of(
                        "edgecontroller",
                        "resource",
                        operation,
                        "node/edge-1/default/pod/" + KubeObject.name(object),
                        object)
                .withResourceVersion(KubeObject.resourceVersion(object));
    }

    static ObjectNode pod(String name, String uid, int version) {
        ObjectNode pod = Json.object();
        pod.put("kind", "Pod").put("apiVersion", "v1");
        pod.putObject("metadata")
                .put("name", name)
                .put("namespace", "default")
                .put("uid", uid)
                .put("resourceVersion", Integer.toString(version));
        return pod;
    }

    ObjectNode record(String uid) {
        return kube.get(KubeResource.OBJECTSYNCS, "default", "edge-1." + uid);
    }

    String version(String uid) {
        return kube.list(KubeResource.OBJECTSYNCS, "default", Selector.ALL).stream()
                .filter(sync -> KubeObject.name(sync).endsWith(uid))
                .map(sync -> sync.path("status").path("objectResourceVersion").asText())
                .findFirst()
                .orElse("none");
    }
}
