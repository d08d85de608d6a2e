package io.skep.cloud.controlplane.internal.schedule;

import static io.skep.cloud.controlplane.internal.FakeKube.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.testkit.MovableClock;
import io.skep.cloud.controlplane.internal.Conditions;
import io.skep.cloud.controlplane.internal.FakeKube;
import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.KubeResource;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchedulerTest {

    private final FakeKube kube = new FakeKube();
    private final MovableClock clock = new MovableClock();
    private final Scheduler scheduler = new Scheduler(
            kube,
            kube.informer(KubeResource.PODS),
            kube.informer(KubeResource.NODES),
            kube.informer(KubeResource.RUNTIMECLASSES),
            clock);

    private void node(String name, String metadata, String spec, String allocatable) {
        kube.put(
                KubeResource.NODES,
                "{'metadata':{'name':'" + name + "'" + metadata + "},'spec':" + spec + ",'status':{'conditions':"
                        + "[{'type':'Ready','status':'True'}],'allocatable':" + allocatable + "}}");
    }

    private void plainNode(String name) {
        node(name, "", "{}", "{'cpu':'2','memory':'1Gi','pods':'110'}");
    }

    private void pod(String name, String spec) {
        kube.put(
                KubeResource.PODS,
                "{'metadata':{'name':'" + name + "','namespace':'default','creationTimestamp':'2026-01-01T00:00:0"
                        + kube.all(KubeResource.PODS).size() % 10 + "Z'},'spec':" + spec
                        + ",'status':{'phase':'Pending'}}");
    }

    private String nodeOf(String pod) {
        return kube.read(KubeResource.PODS, "default", pod).at("/spec/nodeName").asText("");
    }

    private String reason(String pod) {
        JsonNode condition = Conditions.find(kube.read(KubeResource.PODS, "default", pod), "PodScheduled")
                .orElseThrow();
        assertThat(condition.path("status").asText()).isEqualTo("False");
        assertThat(condition.path("reason").asText()).isEqualTo("Unschedulable");
        return condition.path("message").asText();
    }

    private List<ObjectNode> events() {
        return kube.all(KubeResource.EVENTS);
    }

    @Test
    void bindsAPodToTheNodeThatFitsAndSaysSo() {
        plainNode("edge-1");
        pod("p", "{'containers':[{'name':'c'}]}");
        scheduler.pass();
        assertThat(nodeOf("p")).isEqualTo("edge-1");
        assertThat(events()).singleElement().satisfies(event -> {
            assertThat(event.path("reason").asText()).isEqualTo("Scheduled");
            assertThat(event.path("message").asText()).isEqualTo("Successfully assigned default/p to edge-1");
            assertThat(event.at("/source/component").asText()).isEqualTo("default-scheduler");
        });
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | {'nodeSelector':{'disk':'ssd'}} | 0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.",
                "{'unschedulable':true} | {} | 0/1 nodes are available: 1 node(s) were unschedulable.",
                "{'taints':[{'key':'gpu','value':'a','effect':'NoSchedule'}]} | {} | 0/1 nodes are available: 1 node(s) had untolerated taint {gpu: a}.",
                "{} | {'containers':[{'resources':{'requests':{'cpu':'2001m','memory':'2Gi'}}}]} | 0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory.",
                "{} | {'containers':[{'resources':{'limits':{'nvidia.com/gpu':'1'}}}]} | 0/1 nodes are available: 1 Insufficient nvidia.com/gpu.",
                "{} | {'runtimeClassName':'none'} | 0/1 nodes are available: RuntimeClass \"none\" not found.",
                "{} | {'initContainers':[{'resources':{'requests':{'cpu':'3'}}}],'containers':[{'resources':{'requests':{'cpu':'1'}}}]} | 0/1 nodes are available: 1 Insufficient cpu."
            })
    void saysWhyNoNodeFitsInTheWordsOfKubernetes(String nodeSpec, String podSpec, String message) {
        node("edge-1", "", nodeSpec, "{'cpu':'2','memory':'1Gi','pods':'110'}");
        pod("p", podSpec);
        scheduler.pass();
        assertThat(nodeOf("p")).isEmpty();
        assertThat(reason("p")).isEqualTo(message);
        assertThat(events()).singleElement().satisfies(event -> {
            assertThat(event.path("type").asText()).isEqualTo("Warning");
            assertThat(event.path("reason").asText()).isEqualTo("FailedScheduling");
            assertThat(event.path("message").asText()).isEqualTo(message);
        });
    }

    @Test
    void reasonsOfSeveralNodesAreCounted() {
        node("a", "", "{'unschedulable':true}", "{'cpu':'1','pods':'1'}");
        node("b", "", "{}", "{'cpu':'1','pods':'0'}");
        node("c", "", "{}", "{'cpu':'100m','pods':'0'}");
        pod("p", "{'containers':[{'resources':{'requests':{'cpu':'0.5'}}}]}");
        scheduler.pass();
        assertThat(reason("p"))
                .isEqualTo(
                        "0/3 nodes are available: 1 Insufficient cpu, 1 node(s) were unschedulable, 2 Too many pods.");
    }

    @Test
    void withoutNodesThereIsNoNode() {
        pod("p", "{}");
        scheduler.pass();
        assertThat(reason("p")).isEqualTo("no nodes available to schedule pods");
    }

    @Test
    void aNodeThatIsNotReadyTakesOnlyPodsThatTolerateIt() {
        kube.put(
                KubeResource.NODES,
                "{'metadata':{'name':'n'},'status':{'conditions':[{'type':'Ready','status':'Unknown'}],"
                        + "'allocatable':{'pods':'9'}}}");
        pod("p", "{}");
        pod("tolerant", "{'tolerations':[{'key':'node.kubernetes.io/unreachable','operator':'Exists'}]}");
        scheduler.pass();
        assertThat(reason("p"))
                .isEqualTo(
                        "0/1 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/unreachable: }.");
        assertThat(nodeOf("tolerant")).isEqualTo("n");
    }

    @Test
    void theSameRefusalIsOneEventWithACount() {
        pod("p", "{}");
        scheduler.pass();
        int calls = kube.calls().size();
        scheduler.pass();
        assertThat(kube.calls()).as("nothing is written again within a minute").hasSize(calls);
        clock.advance(Duration.ofSeconds(61));
        scheduler.pass();
        assertThat(events()).singleElement().satisfies(event -> {
            assertThat(event.path("count").asInt()).isEqualTo(2);
            assertThat(event.path("firstTimestamp").asText()).isEqualTo("2026-01-01T00:00:00Z");
            assertThat(event.path("lastTimestamp").asText()).isEqualTo("2026-01-01T00:01:01Z");
        });
    }

    @Test
    void aRefusedPodIsBoundOnceANodeComes() {
        pod("p", "{}");
        scheduler.pass();
        plainNode("late");
        scheduler.pass();
        assertThat(nodeOf("p")).isEqualTo("late");
    }

    @Test
    void theEmptierNodeIsChosen() {
        plainNode("busy");
        plainNode("calm");
        pod("old", "{'nodeName':'busy','containers':[{'resources':{'requests':{'cpu':'1','memory':'512Mi'}}}]}");
        pod("p", "{'containers':[{'resources':{'requests':{'cpu':'100m'}}}]}");
        scheduler.pass();
        assertThat(nodeOf("p")).isEqualTo("calm");
    }

    @Test
    void podsOfOnePassShareTheNodesFairlyAndFinishedOnesTakeNothing() {
        node("a", "", "{}", "{'cpu':'1','memory':'1Gi','pods':'110'}");
        kube.put(
                KubeResource.PODS,
                "{'metadata':{'name':'done','namespace':'default'},'spec':{'nodeName':'a','containers':[{'resources':"
                        + "{'requests':{'cpu':'1'}}}]},'status':{'phase':'Succeeded'}}");
        pod("p1", "{'containers':[{'resources':{'requests':{'cpu':'600m'}}}]}");
        pod("p2", "{'containers':[{'resources':{'requests':{'cpu':'600m'}}}]}");
        scheduler.pass();
        assertThat(nodeOf("p1")).isEqualTo("a");
        assertThat(reason("p2")).isEqualTo("0/1 nodes are available: 1 Insufficient cpu.");
    }

    @Test
    void aBindingThatTheInformerDoesNotShowYetIsRemembered() {
        node("a", "", "{}", "{'cpu':'1','memory':'1Gi','pods':'110'}");
        pod("p1", "{'containers':[{'resources':{'requests':{'cpu':'600m'}}}]}");
        kube.freezeInformers(true);
        scheduler.pass();
        scheduler.pass();
        assertThat(kube.calls().stream().filter(call -> call.startsWith("create binding")))
                .hasSize(1);
    }

    @Test
    void theMoreImportantPodComesFirst() {
        node("a", "", "{}", "{'pods':'1'}");
        pod("first", "{}");
        pod("important", "{'priority':1000}");
        scheduler.pass();
        assertThat(nodeOf("important")).isEqualTo("a");
        assertThat(nodeOf("first")).isEmpty();
    }

    @Test
    void aRuntimeClassAddsItsSelectorTolerationsAndOverhead() {
        kube.put(
                KubeResource.RUNTIMECLASSES,
                "{'metadata':{'name':'osgi'},'handler':'osgi','overhead':{'podFixed':{'cpu':'1'}},'scheduling':"
                        + "{'nodeSelector':{'skep.io/osgi':'true'},'tolerations':[{'key':'edge','operator':'Exists'}]}}");
        plainNode("plain");
        node("small", ",'labels':{'skep.io/osgi':'true'}", "{}", "{'cpu':'900m','memory':'1Gi','pods':'9'}");
        node(
                "osgi",
                ",'labels':{'skep.io/osgi':'true'}",
                "{'taints':[{'key':'edge','effect':'NoSchedule'}]}",
                "{'cpu':'2','memory':'1Gi','pods':'9'}");
        pod("p", "{'runtimeClassName':'osgi'}");
        scheduler.pass();
        assertThat(nodeOf("p")).isEqualTo("osgi");
    }

    @Test
    void hostPortsAreGivenOnce() {
        plainNode("a");
        pod("p1", "{'containers':[{'ports':[{'containerPort':80,'hostPort':80}]}]}");
        pod("p2", "{'containers':[{'ports':[{'containerPort':80,'hostPort':80,'hostIP':'127.0.0.1'}]}]}");
        pod("p3", "{'containers':[{'ports':[{'containerPort':80,'hostPort':80,'protocol':'UDP'}]}]}");
        scheduler.pass();
        assertThat(nodeOf("p1")).isEqualTo("a");
        assertThat(reason("p2")).contains("didn't have free ports for the requested pod ports");
        assertThat(nodeOf("p3")).isEqualTo("a");
    }

    @Test
    void podsOfOthersAreLeftAlone() {
        plainNode("a");
        pod("theirs", "{'schedulerName':'mine'}");
        pod("gated", "{'schedulingGates':[{'name':'g'}]}");
        kube.put(
                KubeResource.PODS,
                "{'metadata':{'name':'ending','namespace':'default','deletionTimestamp':'2026-01-01T00:00:00Z'}}");
        scheduler.pass();
        assertThat(kube.calls()).isEmpty();
    }

    @Test
    void preferredAffinityDecidesAmongFittingNodes() {
        plainNode("a");
        node("b", ",'labels':{'zone':'x'}", "{}", "{'cpu':'1','memory':'512Mi','pods':'9'}");
        pod(
                "p",
                "{'affinity':{'nodeAffinity':{'preferredDuringSchedulingIgnoredDuringExecution':[{'weight':5,"
                        + "'preference':{'matchExpressions':[{'key':'zone','operator':'In','values':['x']}]}}]}}}");
        scheduler.pass();
        assertThat(nodeOf("p")).isEqualTo("b");
    }

    @Test
    void aPodThatTheApiRefusesDoesNotHoldUpTheOthers() {
        plainNode("a");
        pod("broken", "{}");
        pod("sound", "{}");
        kube.refuse("default/broken");
        scheduler.pass();
        assertThat(nodeOf("broken")).isEmpty();
        assertThat(nodeOf("sound")).isEqualTo("a");
    }

    @Test
    void anOutageEndsThePass() {
        plainNode("a");
        pod("p", "{}");
        kube.outage(true);
        assertThatThrownBy(scheduler::pass).isInstanceOf(KubeException.class);
        kube.outage(false);
        scheduler.pass();
        assertThat(nodeOf("p")).isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[{'key':'os','operator':'In','values':['linux','other']}] | true",
                "[{'key':'os','operator':'NotIn','values':['linux']}] | false",
                "[{'key':'none','operator':'NotIn','values':['linux']}] | true",
                "[{'key':'os','operator':'Exists'}] | true",
                "[{'key':'os','operator':'DoesNotExist'}] | false",
                "[{'key':'cores','operator':'Gt','values':['3']}] | true",
                "[{'key':'cores','operator':'Lt','values':['4']}] | false",
                "[{'key':'os','operator':'Gt','values':['3']}] | false",
                "[{'key':'os','operator':'Exists'},{'key':'none','operator':'Exists'}] | false",
                "[] | false",
                "[{'key':'os','operator':'Like','values':['l']}] | false"
            })
    void expressionsFollowTheirOperators(String expressions, boolean fits) {
        ObjectNode node = tree("{'metadata':{'name':'n','labels':{'os':'linux','cores':'4'}}}");
        assertThat(Terms.matches(node, tree("{'matchExpressions':" + expressions + "}")))
                .isEqualTo(fits);
    }

    @Test
    void fieldsKnowTheNameAndTermsAreAlternatives() {
        ObjectNode node = tree("{'metadata':{'name':'n'}}");
        String byName = "{'matchFields':[{'key':'metadata.name','operator':'In','values':['n']}]}";
        assertThat(Terms.matches(node, tree(byName))).isTrue();
        assertThat(Terms.anyMatches(
                        node,
                        tree("{'t':[{'matchExpressions':[{'key':'x','operator':'Exists'}]}," + byName + "]}")
                                .path("t")))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "1,1",
        "500m,0.5",
        "1.5,1.5",
        "2e3,2000",
        "1E-2,0.01",
        "64Mi,67108864",
        "1Gi,1073741824",
        "1k,1000",
        "100n,1E-7",
        ".5,0.5",
        "5.,5",
        "-3,-3",
        "1E,1E18",
        "x,0",
        "1e999999999,0",
        "1 Gi,0"
    })
    void quantitiesAreExact(String text, String value) {
        assertThat(Quantity.parse(tree("{'q':'" + text + "'}").path("q"))).isEqualByComparingTo(value);
    }
}
