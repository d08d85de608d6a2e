package io.skep.cloud.controlplane.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.testkit.MovableClock;
import io.skep.cloud.controlplane.internal.FakeKube;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.KubeObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PodEvictionTest {

    private final FakeKube kube = new FakeKube();
    private final MovableClock clock = new MovableClock();
    private final MovableClock wall = new MovableClock();
    private final PodEviction eviction =
            new PodEviction(kube, kube.informer(KubeResource.NODES), kube.informer(KubeResource.PODS), wall, clock);

    private void taint(String taints) {
        kube.put(KubeResource.NODES, "{'metadata':{'name':'n','uid':'u'},'spec':{'taints':" + taints + "}}");
    }

    private static final String UNREACHABLE = "[{'key':'node.kubernetes.io/unreachable','effect':'NoExecute'},"
            + "{'key':'node.kubernetes.io/unreachable','effect':'NoSchedule'}]";

    private void pod(String name, String tolerations) {
        kube.put(
                KubeResource.PODS,
                "{'metadata':{'name':'" + name + "','namespace':'default'},'spec':{'nodeName':'n','tolerations':"
                        + tolerations + "}}");
    }

    private boolean isEvicted(String pod) {
        return KubeObject.isTerminating(kube.read(KubeResource.PODS, "default", pod));
    }

    @Test
    void aClockThatIsSetForwardEvictsNobody() {
        taint(UNREACHABLE);
        pod("silent", "[]");
        eviction.pass();
        wall.advance(Duration.ofHours(1));
        clock.advance(Duration.ofSeconds(1));
        eviction.pass();
        assertThat(isEvicted("silent")).isFalse();
    }

    @Test
    void podsStayAsLongAsTheyTolerateTheTaint() {
        taint(UNREACHABLE);
        pod(
                "short",
                "[{'key':'node.kubernetes.io/unreachable','operator':'Exists','effect':'NoExecute','tolerationSeconds':10}]");
        pod("silent", "[]");
        pod("forever", "[{'operator':'Exists'}]");
        eviction.pass();
        clock.advance(Duration.ofSeconds(9));
        eviction.pass();
        assertThat(isEvicted("short")).isFalse();
        clock.advance(Duration.ofSeconds(1));
        eviction.pass();
        assertThat(isEvicted("short")).isTrue();
        assertThat(isEvicted("silent")).isFalse();
        clock.advance(Duration.ofSeconds(290));
        eviction.pass();
        assertThat(isEvicted("silent"))
                .as("five minutes, as admission would have given it")
                .isTrue();
        clock.advance(Duration.ofDays(1));
        eviction.pass();
        assertThat(isEvicted("forever")).isFalse();
        assertThat(kube.all(KubeResource.EVENTS))
                .extracting(event -> event.path("message").asText())
                .containsExactlyInAnyOrder(
                        "Marking for deletion Pod default/short", "Marking for deletion Pod default/silent");
    }

    @Test
    void aTaintOfSomebodyElseEvictsAtOnce() {
        taint("[{'key':'drain','value':'now','effect':'NoExecute'}]");
        pod("p", "[]");
        pod("tolerant", "[{'key':'drain','value':'now'}]");
        eviction.pass();
        assertThat(isEvicted("p")).isTrue();
        assertThat(isEvicted("tolerant")).isFalse();
    }

    @Test
    void aNodeThatReturnsInTimeKeepsItsPodsAndTheTimeStartsAnew() {
        taint(UNREACHABLE);
        pod("p", "[]");
        eviction.pass();
        clock.advance(Duration.ofSeconds(299));
        taint("[]");
        eviction.pass();
        clock.advance(Duration.ofSeconds(10));
        taint(UNREACHABLE);
        eviction.pass();
        clock.advance(Duration.ofSeconds(299));
        eviction.pass();
        assertThat(isEvicted("p")).isFalse();
    }
}
