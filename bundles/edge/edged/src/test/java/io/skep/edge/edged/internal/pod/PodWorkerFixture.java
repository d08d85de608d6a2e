package io.skep.edge.edged.internal.pod;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.testkit.MovableClock;
import io.skep.beehive.testkit.TestBus;
import io.skep.common.model.Contents;
import io.skep.common.model.Json;
import io.skep.edge.edged.internal.FakeCloud;
import io.skep.edge.edged.internal.MetaCalls;
import io.skep.edge.edged.internal.WallClock;
import io.skep.edge.edged.internal.disk.Mounts;
import io.skep.edge.runtime.PodRuntime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A worker of one pod with a cloud, a runtime and clocks that the test moves. */
abstract class PodWorkerFixture {

    static final String POD = """
            {"metadata":{"name":"hello","namespace":"default","uid":"u1","labels":{"app":"hello"}},
             "spec":{"nodeName":"edge-1","runtimeClassName":"osgi","restartPolicy":"Always","terminationGracePeriodSeconds":7,
              "containers":[{"name":"c","image":"bundle:hello","args":["$(GREETING)!"],
                "env":[{"name":"GREETING","valueFrom":{"configMapKeyRef":{"name":"cm","key":"greeting"}}},
                       {"name":"WHERE","valueFrom":{"fieldRef":{"fieldPath":"spec.nodeName"}}},
                       {"name":"BOTH","value":"$(GREETING) on $(WHERE) $(NONE)"}],
                "volumeMounts":[{"name":"v","mountPath":"/etc/v"}]}],
              "volumes":[{"name":"v","configMap":{"name":"cm"}}]},
             "status":{"phase":"Pending"}}""";

    @TempDir
    Path dir;

    final MovableClock clock = new MovableClock();
    final WallClock wall = new WallClock(clock);
    final TestBus bus = new TestBus();
    final FakeCloud cloud = new FakeCloud(bus.probe("metamanager", "meta"));
    final FakeRuntime runtime = new FakeRuntime(wall);
    final Map<String, PodRuntime> runtimes = new ConcurrentHashMap<>(Map.of("osgi", runtime));
    final InlineForks forks = new InlineForks(clock);
    ModuleContext context;
    MetaCalls meta;
    PodEvents events;
    ObjectNode pod;
    PodWorker worker;

    @BeforeEach
    void start() throws Exception {
        CompletableFuture<ModuleContext> context = new CompletableFuture<>();
        bus.start("edged", "edged", given -> {
            context.complete(given);
            given.receive();
        });
        this.context = context.get(10, TimeUnit.SECONDS);
        meta = new MetaCalls(this.context);
        events = new PodEvents(meta, wall.clocks(), "edge-1");
        cloud.objects.put("default/configmap/cm", Json.parse("{\"data\":{\"greeting\":\"hi\"}}"));
        pod = (ObjectNode) Json.parse(POD);
        worker = worker();
    }

    @AfterEach
    void close() {
        bus.close();
    }

    PodWorker worker() {
        PodSettings settings = new PodSettings(
                dir,
                "default",
                new PodHost("edge-1", "10.0.0.9", 2, 1L << 30),
                Duration.ofMinutes(1),
                new LogLimits(100, 3),
                new DnsSettings(List.of(), "cluster.local", Path.of("/etc/resolv.conf")),
                Mounts.none());
        return new PodWorker(
                pod, new PodServices(meta, new Runtimes(runtimes), events, settings, forks, wall.clocks()), () -> {});
    }

    JsonNode status(int number) {
        Message report = cloud.awaitReport("patch", "podpatch", number);
        assertThat(report.content()).isInstanceOf(String.class);
        return Contents.tree(report).path("status");
    }

    JsonNode lastStatus() throws InterruptedException {
        meta.query("default/node/flush");
        List<Message> reports = cloud.reports("patch", "podpatch");
        return Contents.tree(reports.getLast()).path("status");
    }

    List<String> eventReasons() throws InterruptedException {
        meta.query("default/node/flush");
        return cloud.reports("insert", "event").stream()
                .map(event -> Contents.tree(event).path("reason").asText())
                .toList();
    }

    List<String> eventMessages(String reason) throws InterruptedException {
        meta.query("default/node/flush");
        return cloud.reports("insert", "event").stream()
                .map(Contents::tree)
                .filter(event -> event.path("reason").asText().equals(reason))
                .map(event -> event.path("message").asText())
                .toList();
    }

    /** A pod for an engine, with one container {@code c}. */
    ObjectNode containerPod(String specMembers, String containerMembers) {
        runtime.handler = "containerd";
        runtime.ip = "10.88.0.5";
        runtime.images.add("busybox:1");
        runtimes.clear();
        runtimes.put("cri", runtime);
        pod = Pods.json("{'metadata':{'name':'web','namespace':'default','uid':'u1'},'spec':{'nodeName':'edge-1',"
                + specMembers + (specMembers.isEmpty() ? "" : ",") + "'containers':[{'name':'c','image':'busybox:1'"
                + (containerMembers.isEmpty() ? "" : ",") + containerMembers + "}]},'status':{'phase':'Pending'}}");
        return pod;
    }

    /** The cloud deletes the pod with this grace period. */
    void delete(int grace) {
        ObjectNode deleted = pod.deepCopy();
        deleted.withObjectProperty("metadata")
                .put("deletionTimestamp", "2026-01-01T00:00:05Z")
                .put("deletionGracePeriodSeconds", grace);
        worker.wish(deleted);
    }

    JsonNode container() throws InterruptedException {
        return lastStatus().path("containerStatuses").path(0);
    }

    String condition(String type) throws InterruptedException {
        for (JsonNode condition : lastStatus().path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("status").asText();
            }
        }
        return "";
    }

    String waiting() throws InterruptedException {
        return lastStatus().at("/containerStatuses/0/state/waiting/reason").asText();
    }
}
