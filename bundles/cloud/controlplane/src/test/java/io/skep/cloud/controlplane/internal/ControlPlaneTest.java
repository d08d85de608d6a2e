package io.skep.cloud.controlplane.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.testkit.Await;
import io.skep.cloud.kube.KubeResource;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.service.command.Descriptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControlPlaneTest {

    private final FakeKube kube = new FakeKube();
    private ControlPlane controlPlane;

    private static ControlPlaneConfig defaults() {
        return (ControlPlaneConfig) Proxy.newProxyInstance(
                ControlPlaneConfig.class.getClassLoader(),
                new Class<?>[] {ControlPlaneConfig.class},
                (proxy, method, args) -> method.getDefaultValue());
    }

    private void start() {
        controlPlane = new ControlPlane(defaults(), kube, Clock.systemUTC(), Optional.empty(), Optional.empty());
    }

    @AfterEach
    void stop() {
        if (controlPlane != null) {
            controlPlane.close();
            assertThat(kube.openInformers()).isZero();
        }
    }

    @Test
    void defaultsAndKeysArePinned() {
        assertThat(Arrays.stream(ControlPlaneConfig.class.getDeclaredMethods())
                        .filter(method -> !Annotation.class.equals(method.getDeclaringClass()))
                        .map(Method::getName))
                .containsExactlyInAnyOrder(
                        "nodeMonitorGracePeriodMs", "nodeMonitorPeriodMs", "terminatedPodThreshold", "kubeConfig");
        assertThat(defaults().nodeMonitorGracePeriodMs()).isEqualTo(40_000);
        assertThat(defaults().nodeMonitorPeriodMs()).isEqualTo(5_000);
        assertThat(defaults().terminatedPodThreshold()).isEqualTo(12_500);
        assertThat(defaults().kubeConfig()).isEmpty();
    }

    @Test
    void anAbsentApiIsWaitedOut() {
        kube.outage(true);
        start();
        kube.outage(false);
        Await.until(
                "the namespaces and their accounts are there",
                () -> kube.find(KubeResource.SERVICEACCOUNTS, "kubeedge", "default")
                        .isPresent());
    }

    @Test
    void aPodIsBoundAsSoonAsItComes() {
        start();
        kube.put(
                KubeResource.NODES,
                "{'metadata':{'name':'n'},'status':{'conditions':[{'type':'Ready','status':'True'}],'allocatable':{'pods':'9'}}}");
        kube.put(KubeResource.PODS, "{'metadata':{'name':'p','namespace':'default'},'spec':{}}");
        Await.until(
                "the pod is bound",
                () -> kube.read(KubeResource.PODS, "default", "p")
                        .at("/spec/nodeName")
                        .asText()
                        .equals("n"));
    }

    @Test
    void theShellShowsThePartsAndWhatWaits() {
        start();
        ControlPlaneShell shell = new ControlPlaneShell(controlPlane);
        kube.put(KubeResource.PODS, "{'metadata':{'name':'p','namespace':'default'},'spec':{}}");
        Await.until(
                "the pod waits",
                () -> shell.waiting().equals(Map.of("default/p", "no nodes available to schedule pods")));
        Await.until(
                "every part had its pass",
                () -> shell.list().stream()
                        .allMatch(part -> (long) part.get("passes") > 0
                                && part.get("trouble").equals("")));
        assertThat(shell.list())
                .extracting(part -> part.get("part"))
                .containsExactly(
                        "scheduler",
                        "nodes",
                        "pod-collector",
                        "namespace-deletion",
                        "namespace-contents",
                        "owner-collector",
                        "start-objects");
        assertThat(ControlPlaneShell.class.getDeclaredMethods())
                .filteredOn(method -> Modifier.isPublic(method.getModifiers()))
                .allMatch(method -> method.isAnnotationPresent(Descriptor.class));
    }

    @Test
    void theShellNamesTheTrouble() {
        kube.outage(true);
        start();
        ControlPlaneShell shell = new ControlPlaneShell(controlPlane);
        Await.until(
                "the start objects wait for the API",
                () -> shell.list().getLast().get("trouble").toString().contains("the API is down"));
        assertThat((long) shell.list().getLast().get("failures")).isPositive();
    }
}
