package io.skep.edge.edged.internal.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.edge.edged.internal.EdgedError;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DownwardTest {

    private static final ObjectNode POD = Pods.json("{'metadata':{'name':'p','namespace':'n','uid':'u1',"
            + "'labels':{'b':'2','a':'1'},'annotations':{'x/y':'z'}},'spec':{'nodeName':'edge-1',"
            + "'serviceAccountName':'robot','containers':[{'name':'c','resources':{'limits':{'cpu':'1500m'},"
            + "'requests':{'memory':'1536Ki'}}}]}}");

    @ParameterizedTest
    @CsvSource({
        "metadata.name,p",
        "metadata.namespace,n",
        "metadata.uid,u1",
        "metadata.labels['a'],1",
        "metadata.labels['none'],''",
        "metadata.annotations['x/y'],z",
        "spec.nodeName,edge-1",
        "spec.serviceAccountName,robot",
        "status.hostIP,10.0.0.9",
        "status.podIP,10.1.0.2",
        "status.podIPs,10.1.0.2"
    })
    void tellsFields(String path, String value) {
        assertThat(new Downward(POD, Pods.HOST, "10.1.0.2").field(path)).isEqualTo(value);
    }

    @Test
    void tellsTheMachinesAddressWhenThePodHasNoneOfItsOwn() {
        assertThat(new Downward(POD, Pods.HOST, "").field("status.podIP")).isEqualTo("10.0.0.9");
    }

    @Test
    void writesLabelsLineByLine() {
        assertThat(new Downward(POD, Pods.HOST, "").field("metadata.labels")).isEqualTo("a=\"1\"\nb=\"2\"");
    }

    @ParameterizedTest
    @CsvSource({
        "limits.cpu,1,2",
        "limits.cpu,1m,1500",
        "limits.cpu,0,2",
        "limits.memory,1Mi,1024",
        "requests.memory,1Mi,2",
        "requests.cpu,1m,0"
    })
    void tellsResourcesRoundedUpAndTheMachinesWhereThereIsNoLimit(String resource, String divisor, String value) {
        ObjectNode selector = Pods.json("{'resource':'" + resource + "','divisor':'" + divisor + "'}");
        assertThat(new Downward(POD, Pods.HOST, "").resource(Pods.container(POD), selector))
                .isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limits.ephemeral-storage", "limits", "usage.cpu", "limits.nvidia.com/gpu"})
    void refusesResourcesThatItDoesNotCount(String resource) {
        ObjectNode selector = Pods.json("{'resource':'" + resource + "'}");
        assertThatThrownBy(() -> new Downward(POD, Pods.HOST, "").resource(Pods.container(POD), selector))
                .isInstanceOfSatisfying(
                        PodProblem.class, e -> assertThat(e.code()).isEqualTo(EdgedError.BAD_REFERENCE))
                .hasMessageContaining(resource);
    }

    @Test
    void refusesFieldsThatAreNotForPods() {
        for (String field : new String[] {"spec.containers", "metadata.labels['a", "status.phase"}) {
            assertThatThrownBy(() -> new Downward(POD, Pods.HOST, "").field(field))
                    .hasMessageContaining("is not one that a pod can ask for");
        }
    }

    @Test
    void expandsOnlyWhatIsKnown() {
        Map<String, String> env = Map.of("A", "1", "EMPTY", "");
        assertThat(Expansion.expand("$(A)$(EMPTY)-$$(A)-$$$(A)-$(B)-$A-$(A", env))
                .isEqualTo("1-$(A)-$1-$(B)-$A-$(A");
        assertThat(Expansion.expand("$", env)).isEqualTo("$");
        assertThat(Expansion.expand("$$", env)).isEqualTo("$");
    }
}
