package io.skep.cloud.controlplane.internal.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.cloud.controlplane.internal.FakeKube;
import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.KubeResource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartObjectsTest {

    private static final KubeResource THINGS = new KubeResource("x.io", "v1", "things", "Thing", true);

    private static final String DEFINITION = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata:
              name: things.x.io
            spec:
              group: x.io
              scope: Namespaced
              names: {plural: things, kind: Thing}
              versions:
              - {name: v1, served: true, storage: true}
            """;

    private final FakeKube kube = new FakeKube();

    @TempDir
    private Path home;

    private StartObjects start;

    @BeforeEach
    void folders() throws IOException {
        Path crds = Files.createDirectories(home.resolve("crds"));
        Path objects = Files.createDirectories(home.resolve("objects"));
        start = new StartObjects(kube, List.of(crds, objects, home.resolve("missing")));
    }

    @Test
    void namespacesAreMadeOnce() {
        start.namespaces();
        int calls = kube.calls().size();
        start.namespaces();
        assertThat(kube.calls()).hasSize(calls);
        assertThat(kube.all(KubeResource.NAMESPACES))
                .extracting(one -> one.at("/metadata/name").asText())
                .containsExactly("default", "kube-node-lease", "kube-public", "kube-system", "kubeedge");
    }

    @Test
    void objectsWaitForTheirDefinition() throws IOException {
        Files.writeString(home.resolve("crds/things.yaml"), DEFINITION);
        Files.writeString(home.resolve("objects/10.yaml"), """
                apiVersion: x.io/v1
                kind: Thing
                metadata: {name: t}
                ---
                apiVersion: node.k8s.io/v1
                kind: RuntimeClass
                metadata: {name: osgi}
                handler: osgi
                """);
        assertThat(start.files()).isTrue();
        assertThat(kube.find(KubeResource.RUNTIMECLASSES, "", "osgi")).isPresent();
        kube.put(
                KubeResource.CRDS,
                "{'metadata':{'name':'things.x.io'},'spec':{'group':'x.io','scope':'Namespaced','names':{'plural':'things',"
                        + "'kind':'Thing'},'versions':[{'name':'v1','served':true,'storage':true}]},'status':{'conditions':"
                        + "[{'type':'Established','status':'True'}]}}");
        assertThat(start.files()).isFalse();
        assertThat(kube.find(THINGS, "default", "t")).isPresent();
    }

    @Test
    void objectsThatAreThereGetTheMembersOfTheFile() throws IOException {
        kube.put(
                KubeResource.CONFIGMAPS,
                "{'metadata':{'name':'m','namespace':'default','labels':{'mine':'1'}},'data':{'a':'old'}}");
        Files.writeString(
                home.resolve("objects/m.json"),
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"m\"},\"data\":{\"a\":\"new\"}}");
        assertThat(start.files()).isFalse();
        var map = kube.read(KubeResource.CONFIGMAPS, "default", "m");
        assertThat(map.at("/data/a").asText()).isEqualTo("new");
        assertThat(map.at("/metadata/labels/mine").asText()).isEqualTo("1");
    }

    @Test
    void aBrokenFileDoesNotKeepTheOthersOut() throws IOException {
        Files.writeString(home.resolve("objects/1.yaml"), "a: [");
        Files.writeString(home.resolve("objects/2.yaml"), "just: text");
        Files.writeString(
                home.resolve("objects/3.yaml"),
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: m}, data: {n: '1'}}");
        assertThat(start.files()).isFalse();
        assertThat(kube.find(KubeResource.CONFIGMAPS, "default", "m")).isPresent();
    }

    @Test
    void anOutageIsTheCallersToWaitOut() {
        kube.outage(true);
        assertThatThrownBy(start::namespaces).isInstanceOf(KubeException.class);
    }

    @Test
    void everyNamespaceGetsItsAccountAndTheRoots() throws IOException {
        String pem = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n";
        Path kubeconfig = home.resolve("kubeconfig");
        NamespaceContents contents = new NamespaceContents(
                kube,
                kube.informer(KubeResource.NAMESPACES),
                kube.informer(KubeResource.SERVICEACCOUNTS),
                new RootCa(Optional.of(kubeconfig)));
        kube.put(KubeResource.NAMESPACES, "{'metadata':{'name':'a'}}");
        kube.put(KubeResource.NAMESPACES, "{'metadata':{'name':'z','deletionTimestamp':'2026-01-01T00:00:00Z'}}");
        contents.pass();
        assertThat(kube.find(KubeResource.SERVICEACCOUNTS, "a", "default")).isPresent();
        assertThat(kube.find(KubeResource.SERVICEACCOUNTS, "z", "default")).isEmpty();
        assertThat(kube.all(KubeResource.CONFIGMAPS))
                .as("the CA is not known yet")
                .isEmpty();
        Files.writeString(
                kubeconfig,
                "clusters: [{name: x, cluster: {certificate-authority-data: "
                        + Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8))
                        + "}}]\ncontexts: [{name: c, context: {cluster: x}}]\ncurrent-context: c\n");
        contents.pass();
        contents.pass();
        assertThat(kube.read(KubeResource.CONFIGMAPS, "a", "kube-root-ca.crt")
                        .at("/data/ca.crt")
                        .asText())
                .isEqualTo(pem);
        assertThat(kube.calls()).hasSize(2);
    }
}
