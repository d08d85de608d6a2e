package io.skep.edge.edged.internal.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.edge.edged.internal.EdgedError;
import io.skep.edge.edged.internal.pod.PodSupport.Findings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PodSupportTest {

    private final PodSupport support = new PodSupport(PodFields.read());

    private Findings containers(String spec) {
        return support.of(Pods.of(spec));
    }

    private Findings bundles(String spec) {
        return support.of(Pods.of("'runtimeClassName':'osgi'," + spec));
    }

    @Test
    void takesAPodAsTheApiServerFillsItIn() {
        String spec = "'restartPolicy':'Always','terminationGracePeriodSeconds':30,'dnsPolicy':'ClusterFirst',"
                + "'serviceAccountName':'default','serviceAccount':'default','nodeName':'edge-1','securityContext':{},"
                + "'schedulerName':'default-scheduler','tolerations':[{'key':'x'}],'priority':0,'enableServiceLinks':true,"
                + "'preemptionPolicy':'PreemptLowerPriority','hostUsers':null,"
                + "'volumes':[{'name':'kube-api-access-x','projected':{'defaultMode':420,'sources':["
                + "{'serviceAccountToken':{'path':'token'}},{'configMap':{'name':'kube-root-ca.crt'}},"
                + "{'downwardAPI':{'items':[]}}]}}],"
                + "'containers':[{'name':'c','image':'i','imagePullPolicy':'Always','resources':{},"
                + "'terminationMessagePath':'/dev/termination-log','terminationMessagePolicy':'File',"
                + "'volumeMounts':[{'name':'kube-api-access-x','readOnly':true,'mountPath':'/var/run/x'}]}]";
        assertThat(containers(spec)).isEqualTo(new Findings(List.of(), List.of()));
        assertThat(bundles(spec)).isEqualTo(new Findings(List.of(), List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'ephemeralContainers':[{'name':'x'}]",
                "'hostUsers':false",
                "'os':{'name':'windows'}",
                "'resourceClaims':[{'name':'gpu'}]",
                "'volumes':[{'name':'v','persistentVolumeClaim':{'claimName':'x'}}]",
                "'volumes':[{'name':'v','nfs':{'server':'x'}}]",
                "'volumes':[{'name':'v','csi':{'driver':'x'}}]",
                "'volumes':[{'name':'v','kindOfTomorrow':{'x':'y'}}]",
                "'volumes':[{'name':'v','emptyDir':{'medium':'HugePages'}}]",
                "'volumes':[{'name':'v','projected':{'sources':[{'clusterTrustBundle':{'path':'x'}}]}}]",
                "'containers':[{'name':'c','volumeDevices':[{'name':'x'}]}]",
                "'initContainers':[{'name':'c','restartPolicy':'Always'}]",
                "'containers':[{'name':'c','resources':{'limits':{'nvidia.com/gpu':'1'}}}]",
                "'containers':[{'name':'c','resources':{'limits':{'hugepages-2Mi':'4Mi'}}}]",
                "'containers':[{'name':'c','livenessProbe':{'grpc':{'port':1}}}]",
                "'containers':[{'name':'c','lifecycle':{'preStop':{'tcpSocket':{'port':1}}}}]",
                "'containers':[{'name':'c','securityContext':{'procMount':'Unmasked'}}]",
                "'securityContext':{'seLinuxOptions':{'level':'s0'}}",
                "'securityContext':{'windowsOptions':{'hostProcess':true}}",
                "'securityContext':{'sysctls':[{'name':'kernel.msgmax','value':'1'}]}",
                "'hostNetwork':true,'securityContext':{'sysctls':[{'name':'net.ipv4.tcp_syncookies','value':'1'}]}"
            })
    void refusesWhatNoContainerGetsHere(String spec) {
        assertThat(containers(spec).refused()).hasSize(1).allMatch(text -> text.contains("("));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'hostPID':true",
                "'hostAliases':[{'ip':'1.2.3.4'}]",
                "'shareProcessNamespace':true",
                "'securityContext':{'runAsUser':1000}",
                "'securityContext':{'fsGroup':1000}",
                "'containers':[{'name':'c','command':['sh']}]",
                "'containers':[{'name':'c','workingDir':'/x'}]",
                "'containers':[{'name':'c','tty':true}]",
                "'containers':[{'name':'c','livenessProbe':{'exec':{'command':['true']}}}]",
                "'containers':[{'name':'c','lifecycle':{'preStop':{'exec':{'command':['true']}}}}]",
                "'containers':[{'name':'c','securityContext':{'privileged':true}}]",
                "'containers':[{'name':'c','securityContext':{'runAsNonRoot':true}}]",
                "'containers':[{'name':'c','securityContext':{'allowPrivilegeEscalation':false}}]",
                "'containers':[{'name':'c','volumeMounts':[{'name':'v','mountPropagation':'HostToContainer'}]}]"
            })
    void refusesForBundlesWhatContainersGet(String spec) {
        assertThat(containers(spec)).isEqualTo(new Findings(List.of(), List.of()));
        assertThat(bundles(spec).refused()).hasSize(1);
    }

    @Test
    void runsABundleThatCannotBeLimited() {
        String spec = "'containers':[{'name':'c','resources':{'limits':{'cpu':'1','memory':'1Gi'},"
                + "'requests':{'cpu':'1','memory':'1Gi'}}}]";
        assertThat(containers(spec).ignored()).isEmpty();
        assertThat(bundles(spec).refused()).isEmpty();
        assertThat(bundles(spec).ignored())
                .containsExactly(
                        "spec.containers[0].resources.limits.cpu (a bundle cannot be limited)",
                        "spec.containers[0].resources.limits.memory (a bundle cannot be limited)");
    }

    @Test
    void tellsWhatItDoesNotKnow() {
        assertThat(containers("'containers':[{'name':'a'},{'name':'b','novelty':1}]")
                        .ignored())
                .containsExactly("spec.containers[1].novelty (this node does not know it)");
        assertThat(containers("'volumes':[{'name':'v','emptyDir':{'sizeLimit':'1Gi'}}]")
                        .ignored())
                .hasSize(1);
        assertThat(containers("'volumes':[{'name':'v','emptyDir':{'medium':'Memory','sizeLimit':'1Gi'}}]")
                        .ignored())
                .isEmpty();
    }

    @Test
    void refusesProfilesOfAppArmor() {
        ObjectNode pod = Pods.of("'x':null");
        ObjectNode annotations = pod.withObjectProperty("metadata").putObject("annotations");
        annotations.put("container.apparmor.security.beta.kubernetes.io/c", "runtime/default");
        assertThat(support.of(pod).refused()).isEmpty();
        annotations.put("container.apparmor.security.beta.kubernetes.io/c", "localhost/mine");
        assertThat(support.of(pod).refused()).hasSize(1);
    }

    @Test
    void saysWhatAndWhyInOneSentence() {
        ObjectNode pod = Pods.of("'x':null");
        assertThatCode(() -> support.of(pod).check(pod)).doesNotThrowAnyException();
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            many.add("{'name':'v" + i + "','nfs':{'server':'x'}}");
        }
        ObjectNode wrong = Pods.of("'volumes':[" + String.join(",", many) + "]");
        assertThatThrownBy(() -> support.of(wrong).check(wrong)).isInstanceOfSatisfying(PodProblem.class, e -> {
            assertThat(e.code()).isEqualTo(EdgedError.NOT_SUPPORTED);
            assertThat(e.reason()).isEqualTo("CreateContainerConfigError");
            assertThat(e.getMessage())
                    .startsWith("The pod default/p is not started: this node cannot do spec.volumes[0].nfs (")
                    .endsWith("; and 2 more.");
        });
    }
}
