package io.skep.cloud.controlplane.internal.garbage;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.testkit.MovableClock;
import io.skep.cloud.controlplane.internal.FakeKube;
import io.skep.cloud.kube.KubeResource;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CollectorsTest {

    private static final KubeResource THINGS = new KubeResource("x.io", "v1", "things", "Thing", true);

    private final FakeKube kube = new FakeKube();
    private final MovableClock clock = new MovableClock();
    private final PodCollector pods =
            new PodCollector(kube, kube.informer(KubeResource.PODS), kube.informer(KubeResource.NODES), clock, 2);

    private void define() {
        kube.put(
                KubeResource.CRDS,
                "{'metadata':{'name':'things.x.io'},'spec':{'group':'x.io','scope':'Namespaced','names':{'plural':'things',"
                        + "'kind':'Thing'},'versions':[{'name':'v1','served':true,'storage':true}]},'status':{'conditions':"
                        + "[{'type':'Established','status':'True'}]}}");
    }

    @Test
    void podsOfANodeThatIsGoneAreRemovedAfterAQuarantine() {
        kube.put(KubeResource.NODES, "{'metadata':{'name':'here'}}");
        kube.put(KubeResource.PODS, "{'metadata':{'name':'stays','namespace':'d'},'spec':{'nodeName':'here'}}");
        kube.put(KubeResource.PODS, "{'metadata':{'name':'lost','namespace':'d'},'spec':{'nodeName':'gone'}}");
        pods.pass();
        clock.advance(Duration.ofSeconds(39));
        pods.pass();
        assertThat(kube.find(KubeResource.PODS, "d", "lost")).isPresent();
        clock.advance(Duration.ofSeconds(1));
        pods.pass();
        assertThat(kube.find(KubeResource.PODS, "d", "lost")).isEmpty();
        assertThat(kube.find(KubeResource.PODS, "d", "stays")).isPresent();
    }

    @Test
    void aNodeThatComesBackDuringTheQuarantineKeepsItsPods() {
        kube.put(KubeResource.PODS, "{'metadata':{'name':'lost','namespace':'d'},'spec':{'nodeName':'n'}}");
        pods.pass();
        kube.freezeInformers(true);
        kube.put(KubeResource.NODES, "{'metadata':{'name':'n'}}");
        clock.advance(Duration.ofSeconds(41));
        pods.pass();
        assertThat(kube.find(KubeResource.PODS, "d", "lost")).isPresent();
    }

    @Test
    void theOldestEndedPodsBeyondTheThresholdGo() {
        for (int i = 0; i < 4; i++) {
            kube.put(
                    KubeResource.PODS,
                    "{'metadata':{'name':'p" + i + "','namespace':'d','creationTimestamp':'2026-01-01T00:00:0" + i
                            + "Z'},'status':{'phase':'" + (i % 2 == 0 ? "Failed" : "Succeeded") + "'}}");
        }
        pods.pass();
        assertThat(kube.all(KubeResource.PODS))
                .extracting(pod -> pod.at("/metadata/name").asText())
                .containsExactly("p2", "p3");
    }

    @Test
    void aPodThatWasDeletedBeforeItHadANodeGoes() {
        kube.put(
                KubeResource.PODS,
                "{'metadata':{'name':'p','namespace':'d','deletionTimestamp':'2026-01-01T00:00:00Z'},'spec':{}}");
        pods.pass();
        assertThat(kube.all(KubeResource.PODS)).isEmpty();
    }

    @Test
    void anEndingNamespaceIsEmptiedAndThenReleased() {
        define();
        NamespaceDeletion deletion = new NamespaceDeletion(kube, kube.informer(KubeResource.NAMESPACES));
        kube.put(
                KubeResource.NAMESPACES,
                "{'metadata':{'name':'d','deletionTimestamp':'2026-01-01T00:00:00Z'},'spec':{'finalizers':['kubernetes']}}");
        kube.put(KubeResource.CONFIGMAPS, "{'metadata':{'name':'m','namespace':'d'}}");
        kube.put(KubeResource.CONFIGMAPS, "{'metadata':{'name':'m','namespace':'other'}}");
        kube.put(THINGS, "{'metadata':{'name':'t','namespace':'d'}}");
        var pod = kube.put(KubeResource.PODS, "{'metadata':{'name':'p','namespace':'d'},'spec':{'nodeName':'n'}}");
        assertThat(deletion.pass()).isTrue();
        assertThat(kube.find(THINGS, "d", "t")).isEmpty();
        assertThat(deletion.pass()).as("the pod is still ending on its node").isTrue();
        assertThat(kube.find(KubeResource.NAMESPACES, "", "d")).isPresent();
        kube.remove(KubeResource.PODS, pod);
        assertThat(deletion.pass()).isFalse();
        assertThat(kube.find(KubeResource.NAMESPACES, "", "d")).isEmpty();
        assertThat(kube.find(KubeResource.CONFIGMAPS, "other", "m")).isPresent();
    }

    @Test
    void finalizersOfOthersHoldTheNamespace() {
        NamespaceDeletion deletion = new NamespaceDeletion(kube, kube.informer(KubeResource.NAMESPACES));
        kube.put(
                KubeResource.NAMESPACES,
                "{'metadata':{'name':'d','deletionTimestamp':'2026-01-01T00:00:00Z'},'spec':{'finalizers':['mine','kubernetes']}}");
        deletion.pass();
        assertThat(kube.read(KubeResource.NAMESPACES, "", "d").at("/spec/finalizers"))
                .extracting(one -> one.asText())
                .containsExactly("mine");
    }

    private static String owned(String name, String kind, String apiVersion, String owner, String uid) {
        return "{'metadata':{'name':'" + name + "','namespace':'d','ownerReferences':[{'apiVersion':'" + apiVersion
                + "','kind':'" + kind + "','name':'" + owner + "','uid':'" + uid + "'}]}}";
    }

    @Test
    void objectsFollowTheirOwners() {
        define();
        kube.put(KubeResource.NODES, "{'metadata':{'name':'n','uid':'node-1'}}");
        kube.put(THINGS, "{'metadata':{'name':'t','namespace':'d','uid':'thing-1'}}");
        kube.put(KubeResource.LEASES, owned("alive", "Node", "v1", "n", "node-1"));
        kube.put(KubeResource.LEASES, owned("older", "Node", "v1", "n", "node-0"));
        kube.put(KubeResource.CONFIGMAPS, owned("kept", "Thing", "x.io/v1", "t", "thing-1"));
        kube.put(KubeResource.CONFIGMAPS, owned("gone", "Thing", "x.io/v1", "u", "thing-2"));
        kube.put(KubeResource.CONFIGMAPS, owned("foreign", "Deployment", "apps/v1", "u", "thing-2"));
        new OwnerCollector(kube).pass();
        assertThat(kube.all(KubeResource.LEASES))
                .extracting(one -> one.at("/metadata/name").asText())
                .containsExactly("alive");
        assertThat(kube.all(KubeResource.CONFIGMAPS))
                .extracting(one -> one.at("/metadata/name").asText())
                .containsExactly("foreign", "kept");
    }
}
