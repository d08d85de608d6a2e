package io.skep.cloud.controlplane.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.testkit.MovableClock;
import io.skep.cloud.controlplane.internal.Conditions;
import io.skep.cloud.controlplane.internal.FakeKube;
import io.skep.cloud.kube.KubeResource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeLifecycleTest {

    private final FakeKube kube = new FakeKube();
    private final MovableClock clock = new MovableClock();
    private final MovableClock wall = new MovableClock();
    private final NodeLifecycle lifecycle = new NodeLifecycle(
            kube,
            kube.informer(KubeResource.NODES),
            kube.informer(KubeResource.LEASES),
            kube.informer(KubeResource.PODS),
            wall,
            clock,
            Duration.ofSeconds(40));

    private void readyNode() {
        kube.put(
                KubeResource.NODES,
                "{'metadata':{'name':'edge-1'},'spec':{'taints':[{'key':'mine','effect':'NoSchedule'}]},'status':"
                        + "{'conditions':[{'type':'Ready','status':'True','lastHeartbeatTime':'2026-01-01T00:00:00Z'}]}}");
    }

    private void renew(String time) {
        kube.put(
                KubeResource.LEASES,
                "{'metadata':{'name':'edge-1','namespace':'kube-node-lease'},'spec':{'renewTime':'" + time + "'}}");
    }

    private ObjectNode node() {
        return kube.read(KubeResource.NODES, "", "edge-1");
    }

    private List<String> taints() {
        List<String> taints = new ArrayList<>();
        node().at("/spec/taints")
                .forEach(taint -> taints.add(
                        taint.path("key").asText() + ":" + taint.path("effect").asText()));
        return taints;
    }

    private List<String> events() {
        return kube.all(KubeResource.EVENTS).stream()
                .map(event -> event.path("message").asText())
                .toList();
    }

    @Test
    void aClockThatIsSetForwardOrBackConcernsNoNode() {
        readyNode();
        renew("2026-01-01T00:00:00.000000Z");
        lifecycle.pass();
        wall.advance(Duration.ofHours(1));
        clock.advance(Duration.ofSeconds(5));
        lifecycle.pass();
        assertThat(Conditions.status(node(), "Ready")).isEqualTo("True");
        wall.advance(Duration.ofHours(-2));
        clock.advance(Duration.ofSeconds(36));
        lifecycle.pass();
        assertThat(Conditions.status(node(), "Ready")).as("silent for 41 s").isEqualTo("Unknown");
    }

    @Test
    void aNodeWhoseLeaseStopsBecomesUnknownAfterFortySeconds() {
        readyNode();
        renew("2026-01-01T00:00:00.000000Z");
        lifecycle.pass();
        clock.advance(Duration.ofSeconds(40));
        lifecycle.pass();
        assertThat(Conditions.status(node(), "Ready")).isEqualTo("True");
        clock.advance(Duration.ofSeconds(1));
        lifecycle.pass();
        JsonNode ready = Conditions.find(node(), "Ready").orElseThrow();
        assertThat(ready.path("status").asText()).isEqualTo("Unknown");
        assertThat(ready.path("reason").asText()).isEqualTo("NodeStatusUnknown");
        assertThat(ready.path("message").asText()).isEqualTo("Kubelet stopped posting node status.");
        assertThat(ready.path("lastHeartbeatTime").asText()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(taints())
                .containsExactly(
                        "mine:NoSchedule",
                        "node.kubernetes.io/unreachable:NoSchedule",
                        "node.kubernetes.io/unreachable:NoExecute");
        assertThat(events()).containsExactly("Node edge-1 status is now: NodeNotReady");
    }

    @Test
    void aLeaseThatIsRenewedKeepsTheNodeReadyWhateverItsClockSays() {
        readyNode();
        for (int second = 0; second < 300; second += 10) {
            renew("1999-01-01T00:" + String.format("%02d:%02d", second / 60, second % 60) + ".000000Z");
            clock.advance(Duration.ofSeconds(10));
            lifecycle.pass();
        }
        assertThat(Conditions.status(node(), "Ready")).isEqualTo("True");
        assertThat(taints()).containsExactly("mine:NoSchedule");
    }

    @Test
    void aNodeThatReturnsLosesItsTaints() {
        aNodeWhoseLeaseStopsBecomesUnknownAfterFortySeconds();
        renew("2026-01-01T00:05:00.000000Z");
        ObjectNode back = node().deepCopy();
        back.putObject("status")
                .putArray("conditions")
                .addObject()
                .put("type", "Ready")
                .put("status", "True")
                .put("lastHeartbeatTime", "2026-01-01T00:05:00Z");
        kube.update(KubeResource.NODES, back);
        lifecycle.pass();
        assertThat(taints()).containsExactly("mine:NoSchedule");
        assertThat(events()).contains("Node edge-1 status is now: NodeReady");
    }

    @Test
    void aNodeThatSaysItIsNotReadyIsTaintedSo() {
        kube.put(
                KubeResource.NODES,
                "{'metadata':{'name':'edge-1'},'spec':{'unschedulable':true},'status':{'conditions':[{'type':'Ready',"
                        + "'status':'False'},{'type':'DiskPressure','status':'True'}]}}");
        lifecycle.pass();
        assertThat(taints())
                .containsExactlyInAnyOrder(
                        "node.kubernetes.io/not-ready:NoSchedule",
                        "node.kubernetes.io/not-ready:NoExecute",
                        "node.kubernetes.io/disk-pressure:NoSchedule",
                        "node.kubernetes.io/unschedulable:NoSchedule");
    }

    @Test
    void aNodeThatNeverSpokeIsNotReadyAndThenUnknown() {
        kube.put(KubeResource.NODES, "{'metadata':{'name':'edge-1'}}");
        lifecycle.pass();
        assertThat(taints()).first().isEqualTo("node.kubernetes.io/not-ready:NoSchedule");
        clock.advance(Duration.ofSeconds(41));
        lifecycle.pass();
        assertThat(Conditions.find(node(), "Ready").orElseThrow().path("reason").asText())
                .isEqualTo("NodeStatusNeverUpdated");
        assertThat(taints()).first().isEqualTo("node.kubernetes.io/unreachable:NoSchedule");
    }

    @Test
    void podsOfALostNodeAreNoLongerReady() {
        readyNode();
        kube.put(
                KubeResource.PODS,
                "{'metadata':{'name':'p','namespace':'default'},'spec':{'nodeName':'edge-1'},'status':{'phase':'Running',"
                        + "'conditions':[{'type':'Ready','status':'True'}]}}");
        lifecycle.pass();
        clock.advance(Duration.ofSeconds(41));
        lifecycle.pass();
        ObjectNode pod = kube.read(KubeResource.PODS, "default", "p");
        assertThat(Conditions.status(pod, "Ready")).isEqualTo("False");
        assertThat(pod.at("/status/phase").asText()).isEqualTo("Running");
    }

    @Test
    void aStaleViewOfANodeChangesNothing() {
        readyNode();
        lifecycle.pass();
        kube.freezeInformers(true);
        clock.advance(Duration.ofSeconds(41));
        kube.update(KubeResource.NODES, node().deepCopy());
        lifecycle.pass();
        assertThat(Conditions.status(node(), "Ready")).isEqualTo("True");
    }

    @Test
    void aQuietPassWritesNothing() {
        readyNode();
        lifecycle.pass();
        lifecycle.pass();
        assertThat(kube.calls()).isEmpty();
    }
}
