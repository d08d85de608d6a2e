package io.skep.edge.edged.internal.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.testkit.MovableClock;
import io.skep.beehive.testkit.TestBus;
import io.skep.common.model.Contents;
import io.skep.edge.edged.internal.FakeCloud;
import io.skep.edge.edged.internal.MetaCalls;
import io.skep.edge.edged.internal.WallClock;
import io.skep.edge.edged.internal.disk.Mounts;
import io.skep.edge.edged.internal.pod.ContainerStarter.Surroundings;
import io.skep.edge.runtime.ContainerLimits;
import io.skep.edge.runtime.ContainerRequest;
import io.skep.edge.runtime.ContainerRequest.Input;
import io.skep.edge.runtime.ContainerSecurity;
import io.skep.edge.runtime.PodNetwork;
import io.skep.edge.runtime.PodNetwork.Port;
import io.skep.edge.runtime.PodRequest;
import io.skep.edge.runtime.PodSecurity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestsTest {

    @TempDir
    Path dir;

    private final TestBus bus = new TestBus();
    private final FakeCloud cloud = new FakeCloud(bus.probe("metamanager", "meta"));
    private MetaCalls meta;
    private PodEvents events;
    private PodSettings settings;
    private PodFolder folder;

    @BeforeEach
    void start() throws Exception {
        CompletableFuture<ModuleContext> context = new CompletableFuture<>();
        bus.start("edged", "edged", given -> {
            context.complete(given);
            given.receive();
        });
        meta = new MetaCalls(context.get(10, TimeUnit.SECONDS));
        events = new PodEvents(meta, new WallClock(new MovableClock()).clocks(), "edge-1");
        settings = Pods.settings(dir, Mounts.none());
        folder = PodFolder.of(dir, "u1");
        folder.create();
    }

    @AfterEach
    void close() {
        bus.close();
    }

    private List<String> reasons() throws InterruptedException {
        meta.query("default/node/flush");
        return cloud.reports("insert", "event").stream()
                .map(event -> Contents.tree(event).path("reason").asText())
                .toList();
    }

    private ContainerRequest container(JsonNode pod, String ip) throws InterruptedException {
        Environment environment = new Environment(new References(meta, pod), new Downward(pod, settings.host(), ip));
        Surroundings in = new Surroundings(
                pod,
                new FakeRuntime(new MovableClock()),
                new PodRequests(folder, settings, events).of(pod),
                ip,
                environment,
                Map.of());
        return new ContainerRequests(folder, settings, events).of(in, Pods.container(pod), 3, Optional.empty());
    }

    private static Map<String, Path> files(ContainerRequest request) {
        Map<String, Path> files = new TreeMap<>();
        request.mounts().forEach(mount -> files.put(mount.containerPath(), mount.hostPath()));
        return files;
    }

    @Test
    void asksForTheSandboxThatThePodWants() throws Exception {
        ObjectNode pod = Pods.of("'dnsPolicy':'None','dnsConfig':{'nameservers':['9.9.9.9']},'hostname':'h',"
                + "'runtimeClassName':'gvisor','containers':[{'name':'a','ports':[{'containerPort':80,'hostPort':8080},"
                + "{'containerPort':81},{'containerPort':53,'hostPort':53,'protocol':'UDP','hostIP':'10.0.0.1'}]}]");
        pod.withObjectProperty("metadata").putObject("labels").put("app", "x");
        PodRequest request = new PodRequests(folder, settings, events).of(pod);
        assertThat(request.hostname()).isEqualTo("h");
        assertThat(request.handler()).isEqualTo("gvisor");
        assertThat(request.labels()).isEqualTo(Map.of("app", "x"));
        assertThat(request.logs()).isEqualTo(dir.resolve("pods/u1/logs"));
        assertThat(request.network().host()).isFalse();
        assertThat(request.network().dns().servers()).containsExactly("9.9.9.9");
        assertThat(request.network().ports())
                .containsExactly(new Port("TCP", 80, 8080, ""), new Port("UDP", 53, 53, "10.0.0.1"));
    }

    @Test
    void mapsNoPortsInTheMachinesNetwork() throws Exception {
        PodRequest request = new PodRequests(folder, settings, events)
                .of(Pods.of(
                        "'hostNetwork':true,'containers':[{'name':'a','ports':[{'containerPort':80,'hostPort':80}]}]"));
        assertThat(request.network().host()).isTrue();
        assertThat(request.network().ports()).isEmpty();
    }

    @Test
    void tellsOnceThatTheClusterHasNoServers() throws Exception {
        PodRequests requests = new PodRequests(folder, settings, events);
        requests.of(Pods.with(""));
        requests.of(Pods.with(""));
        assertThat(reasons()).containsExactly("MissingClusterDNS");
    }

    @Test
    void asksForAContainerWithEverything() throws Exception {
        JsonNode pod = Pods.with(
                "'image':'i','command':['$(A)'],'args':['$(IP)','$$(A)'],'workingDir':'/w','stdin':true,"
                        + "'stdinOnce':true,'tty':true,'resources':{'limits':{'memory':'1Mi'}},'securityContext':{'runAsUser':7},"
                        + "'env':[{'name':'A','value':'1'},{'name':'IP','valueFrom':{'fieldRef':{'fieldPath':'status.podIP'}}}]");
        ContainerRequest request = container(pod, "10.1.0.2");
        assertThat(request.command()).containsExactly("1");
        assertThat(request.args()).containsExactly("10.1.0.2", "$(A)");
        assertThat(request.workingDir()).isEqualTo("/w");
        assertThat(request.input()).isEqualTo(new Input(true, true, true));
        assertThat(request.limits().memoryBytes()).isEqualTo(1 << 20);
        assertThat(request.security().user()).hasValue(7);
        assertThat(request.log()).isEqualTo(dir.resolve("pods/u1/logs/c/3.log"));
        assertThat(files(request).get("/etc/hosts")).content().contains("10.1.0.2\tp\n");
        Path words = files(request).get("/dev/termination-log");
        assertThat(words).isEqualTo(dir.resolve("pods/u1/containers/c/3")).isEmptyFile();
        assertThat((Integer) Files.getAttribute(words, "unix:mode") & 0777).isEqualTo(0666);
    }

    @Test
    void mountsNoFileWhereThePodMountsSomething() throws Exception {
        ObjectNode pod = Pods.with("'terminationMessagePath':'/my/words','volumeMounts':[]");
        assertThat(files(container(pod, "")).keySet()).containsExactly("/my/words");
        JsonNode mounted = Pods.with("'volumeMounts':[{'name':'v','mountPath':'/etc/hosts'}]");
        assertThat(new OwnFiles(mounted, folder, settings).of(Pods.container(mounted), 0, "10.1.0.2"))
                .extracting(mount -> mount.containerPath())
                .containsExactly("/dev/termination-log");
    }

    @Test
    void givesTheMachinesHostsInTheMachinesNetwork() throws Exception {
        JsonNode pod = Pods.of("'hostNetwork':true,'hostAliases':[{'ip':'1.2.3.4','hostnames':['a']}],"
                + "'containers':[{'name':'c','terminationMessagePath':''}]");
        assertThat(files(container(pod, "")).get("/etc/hosts"))
                .content()
                .startsWith("# Kubernetes-managed hosts file (host network).\n")
                .endsWith("1.2.3.4\ta\n");
    }

    @Test
    void asksForABundleWithoutAnythingThatIsNotForBundles() throws Exception {
        JsonNode pod = Pods.of("'runtimeClassName':'osgi','containers':[{'name':'c','image':'bundle:x',"
                + "'resources':{'limits':{'cpu':'1'}}}]");
        ContainerRequest request = container(pod, "");
        assertThat(request.mounts()).isEmpty();
        assertThat(request.limits()).isEqualTo(ContainerLimits.NONE);
        assertThat(request.security()).isEqualTo(ContainerSecurity.DEFAULT);
        PodRequest sandbox = new PodRequests(folder, settings, events).of(pod);
        assertThat(sandbox.network()).isEqualTo(PodNetwork.HOST);
        assertThat(sandbox.security()).isEqualTo(PodSecurity.DEFAULT);
        assertThat(reasons()).isEmpty();
    }

    @Test
    void tellsWhichKeysMakeNoVariables() throws Exception {
        cloud.objects.put("default/configmap/cm", Pods.json("{'data':{'1st':'x','good':'y'}}"));
        JsonNode pod =
                Pods.of("'dnsPolicy':'Default','containers':[{'name':'c','envFrom':[{'configMapRef':{'name':'cm'}}]}]");
        assertThat(container(pod, "").env()).containsExactly(Map.entry("good", "y"));
        assertThat(reasons()).containsExactly("InvalidEnvironmentVariableNames");
    }

    @Test
    void refusesOnceAndTellsEachTime() throws Exception {
        Admission admission = new Admission(new PodSupport(PodFields.read()), events);
        ObjectNode pod = Pods.of("'hostUsers':false,'containers':[{'name':'c','novelty':1}]");
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> admission.check(pod)).hasMessageContaining("spec.hostUsers");
        }
        assertThat(reasons()).containsExactly("FieldIgnored", "FailedValidation");
        ObjectNode changed = pod.deepCopy();
        changed.withObjectProperty("spec").put("hostUsers", true);
        admission.check(changed);
    }
}
