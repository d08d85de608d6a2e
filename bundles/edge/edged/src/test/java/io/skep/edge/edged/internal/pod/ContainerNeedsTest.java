package io.skep.edge.edged.internal.pod;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a container gets, or why it gets nothing, through the whole worker. */
class ContainerNeedsTest extends PodWorkerFixture {

    @Test
    void aPodThatCannotBeHonouredWaitsWithTheReason() throws Exception {
        containerPod("'volumes':[{'name':'v','nfs':{'server':'x','path':'/'}}]", "");
        worker = worker();
        for (int i = 0; i < 3; i++) {
            worker.pass();
            clock.advance(Duration.ofSeconds(5));
        }
        assertThat(runtime.started).isEmpty();
        assertThat(lastStatus().path("phase").asText()).isEqualTo("Pending");
        assertThat(waiting()).isEqualTo("CreateContainerConfigError");
        assertThat(container().at("/state/waiting/message").asText()).contains("SKEP-803", "spec.volumes[0].nfs");
        assertThat(eventReasons()).containsExactly("FailedValidation");
    }

    @Test
    void aRefusedPodEndsWhenItIsDeleted() throws Exception {
        containerPod("'hostUsers':false", "");
        worker = worker();
        worker.pass();
        delete(1);
        worker.pass();
        lastStatus();
        assertThat(cloud.reports("delete", "pod")).hasSize(1);
        worker.drop();
        assertThat(worker.pass()).isEmpty();
        assertThat(dir.resolve("pods/u1")).doesNotExist();
    }

    @Test
    void aContainerSeesTheAddressOfItsPod() throws Exception {
        containerPod(
                "'dnsPolicy':'Default'", "'env':[{'name':'IP','valueFrom':{'fieldRef':{'fieldPath':'status.podIP'}}}]");
        worker = worker();
        worker.pass();
        assertThat(runtime.started.getFirst().env()).containsEntry("IP", "10.88.0.5");
        assertThat(dir.resolve("pods/u1/etc-hosts")).content().contains("10.88.0.5\tweb\n");
    }

    @Test
    void aContainerThatWouldBeRootWaitsAndTheOthersStart() throws Exception {
        containerPod("'dnsPolicy':'Default'", "'securityContext':{'runAsNonRoot':true}");
        ((ObjectNode) pod.path("spec"))
                .withArray("containers")
                .addObject()
                .put("name", "d")
                .put("image", "busybox:1");
        worker = worker();
        worker.pass();
        assertThat(runtime.started).extracting(request -> request.name()).containsExactly("d");
        assertThat(waiting()).isEqualTo("CreateContainerConfigError");
        assertThat(container().at("/state/waiting/message").asText())
                .contains("SKEP-819", "container has runAsNonRoot and image will run as root");
    }

    @Test
    void aConfigMapThatIsDeletedAndMadeAgainReachesTheVolume() throws Exception {
        containerPod(
                "'dnsPolicy':'Default','volumes':[{'name':'v','configMap':{'name':'cm'}}]",
                "'volumeMounts':[{'name':'v','mountPath':'/v'}]");
        worker = worker();
        worker.pass();
        Path file = runtime.started.getFirst().mounts().getFirst().hostPath().resolve("greeting");
        cloud.objects.remove("default/configmap/cm");
        worker.refresh();
        worker.pass();
        assertThat(Files.readString(file)).isEqualTo("hi");
        assertThat(eventReasons()).contains("FailedMount");
        assertThat(lastStatus().path("phase").asText()).isEqualTo("Running");
        cloud.objects.put("default/configmap/cm", Pods.json("{'data':{'greeting':'again'}}"));
        worker.refresh();
        worker.pass();
        assertThat(Files.readString(file)).isEqualTo("again");
        assertThat(runtime.started).hasSize(1);
    }

    @Test
    void aHostPathThatIsWrongHoldsThePodUntilItIsRight() throws Exception {
        Path wanted = dir.resolve("wanted");
        containerPod(
                "'dnsPolicy':'Default','volumes':[{'name':'v','hostPath':{'path':'" + wanted
                        + "','type':'Directory'}}]",
                "'volumeMounts':[{'name':'v','mountPath':'/v'}]");
        worker = worker();
        worker.pass();
        assertThat(runtime.started).isEmpty();
        assertThat(container().at("/state/waiting/message").asText())
                .contains("SKEP-822", "hostPath type check failed", "is not a directory");
        Files.createDirectory(wanted);
        clock.advance(Duration.ofSeconds(5));
        worker.pass();
        assertThat(runtime.started.getFirst().mounts().getFirst().hostPath()).isEqualTo(wanted);
    }
}
