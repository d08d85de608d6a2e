package io.skep.cloud.synccontroller.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.Message;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeClient.Selector;
import io.skep.cloud.kube.KubeResource;
import io.skep.cloud.kube.fake.FakeKube;
import io.skep.common.model.Json;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SyncRoundTest {

    private final FakeKube kube = new FakeKube();
    private final List<Message> sent = new ArrayList<>();

    /** The API as a cloudcore sees it whose watch of nodes lags behind. */
    private KubeClient withoutNodes() {
        return (KubeClient) Proxy.newProxyInstance(
                KubeClient.class.getClassLoader(), new Class<?>[] {KubeClient.class}, (self, method, arguments) -> {
                    if (method.getName().equals("informer") && arguments[0].equals(KubeResource.NODES)) {
                        arguments[2] = Selector.labels("nobody=has");
                    }
                    try {
                        return method.invoke(kube, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void record(String node) {
        ObjectNode record = Json.object();
        record.putObject("metadata").put("name", node + ".u");
        record.putObject("spec")
                .put("objectAPIVersion", "v1")
                .put("objectKind", "ConfigMap")
                .put("objectName", "c");
        kube.create(KubeResource.OBJECTSYNCS, "default", record);
    }

    private void round() throws InterruptedException {
        KubeClient lagging = withoutNodes();
        try (SyncState state = new SyncState(lagging)) {
            state.start();
            new SyncRound(lagging, state, sent::add).run();
        }
    }

    @Test
    void recordOfANodeThatOnlyTheApiKnowsIsKept() throws Exception {
        kube.create(KubeResource.NODES, "", Json.parse("{\"metadata\":{\"name\":\"young\"}}"));
        record("young");

        round();

        assertThat(kube.list(KubeResource.OBJECTSYNCS, "", Selector.ALL)).hasSize(1);
    }

    @Test
    void apiIsAskedOnceARoundForANodeThatIsGone() throws Exception {
        record("gone");
        ObjectNode second = Json.object();
        second.putObject("metadata").put("name", "gone.v");
        second.putObject("spec")
                .put("objectAPIVersion", "v1")
                .put("objectKind", "ConfigMap")
                .put("objectName", "d");
        kube.create(KubeResource.OBJECTSYNCS, "default", second);

        round();

        assertThat(kube.list(KubeResource.OBJECTSYNCS, "", Selector.ALL)).isEmpty();
        assertThat(kube.calls())
                .filteredOn(call -> call.startsWith("get nodes"))
                .hasSize(1);
        assertThat(sent).isEmpty();
    }
}
