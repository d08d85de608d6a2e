package io.skep.edge.edged.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.testkit.MovableClock;
import io.skep.beehive.testkit.TestBus;
import io.skep.common.model.Contents;
import io.skep.common.model.Json;
import io.skep.edge.edged.internal.FakeCloud;
import io.skep.edge.edged.internal.MetaCalls;
import io.skep.edge.edged.internal.WallClock;
import io.skep.edge.edged.internal.node.NodeObject.RuntimeState;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeKeeperTest {

    private static final String NODE = "default/node/edge-1";
    private static final String LEASE = "kube-node-lease/lease/edge-1";
    private static final NodeSettings SETTINGS = new NodeSettings(
            "edge-1",
            "default",
            "10.0.0.9",
            true,
            true,
            Map.of("zone", "north"),
            Json.MAPPER.createArrayNode(),
            Duration.ofSeconds(10),
            Duration.ofMinutes(5),
            Duration.ofSeconds(40),
            110,
            10350,
            "0.1.0");

    private static final class FixedMachine implements Machine {
        boolean memoryShort;

        @Override
        public Facts facts() {
            return new Facts(2, 4L << 30, 100L << 30, "m", "b", "6.1", "Debian", "linux", "amd64", "127.0.0.1");
        }

        @Override
        public Pressure pressure() {
            return new Pressure(memoryShort, false, false);
        }
    }

    private final MovableClock clock = new MovableClock();
    private final WallClock wall = new WallClock(clock);
    private final TestBus bus = new TestBus();
    private final FakeCloud cloud = new FakeCloud(bus.probe("metamanager", "meta"));
    private final FixedMachine machine = new FixedMachine();
    private volatile RuntimeState runtime = new RuntimeState(true, "osgi://0.1.0", "", Set.of("osgi"));
    private MetaCalls meta;
    private NodeKeeper node;
    private LeaseKeeper lease;

    @BeforeEach
    void start() throws Exception {
        CompletableFuture<ModuleContext> context = new CompletableFuture<>();
        bus.start("edged", "edged", given -> {
            context.complete(given);
            given.receive();
        });
        meta = new MetaCalls(context.get(10, TimeUnit.SECONDS));
        node = new NodeKeeper(SETTINGS, machine, meta, () -> runtime, wall.clocks());
        lease = new LeaseKeeper(SETTINGS, meta, node::uid, wall);
    }

    @AfterEach
    void close() {
        bus.close();
    }

    @Test
    void registersTheNodeAsTheRecordingShows() throws Exception {
        node.pass();
        JsonNode sent = Contents.tree(cloud.calls("insert", "node").getFirst());
        assertThat(sent.path("metadata")
                        .path("labels")
                        .path("node-role.kubernetes.io/edge")
                        .asText("absent"))
                .isEmpty();
        assertThat(sent.at("/metadata/labels/skep.io~1version").asText()).isEqualTo("0.1.0");
        assertThat(sent.at("/metadata/labels/skep.io~1runtime-osgi").asText()).isEqualTo("true");
        assertThat(sent.at("/metadata/labels/zone").asText()).isEqualTo("north");
        assertThat(sent.at("/status/nodeInfo/kubeletVersion").asText()).isEqualTo("v1.26.7-kubeedge-v1.15.0");
        assertThat(sent.at("/status/addresses/0/address").asText()).isEqualTo("10.0.0.9");
        assertThat(sent.at("/status/allocatable/memory").asText()).isEqualTo((4L * 1024 * 1024 - 102400) + "Ki");
        assertThat(sent.at("/status/conditions/3/reason").asText()).isEqualTo("EdgeReady");
        assertThat(cloud.calls.getFirst().source()).isEqualTo("edged");
        assertThat(cloud.calls.getFirst().group()).isEqualTo("meta");
        assertThat(cloud.calls.getFirst().operation()).isEqualTo("query");
    }

    @Test
    void reportsNothingWhileNothingChanges() throws Exception {
        node.pass();
        assertThat(node.pass()).isEqualTo(Duration.ofSeconds(10));
        clock.advance(Duration.ofMinutes(4));
        node.pass();
        assertThat(cloud.reports("patch", "nodepatch")).isEmpty();
    }

    @Test
    void reportsEachFiveMinutes() throws Exception {
        node.pass();
        clock.advance(Duration.ofMinutes(5));
        node.pass();
        JsonNode status =
                Contents.tree(cloud.awaitReport("patch", "nodepatch", 1)).path("status");
        assertThat(status.properties().stream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrder("$setElementOrder/conditions", "conditions");
        assertThat(status.at("/conditions/3/lastHeartbeatTime").asText()).isEqualTo("2026-01-01T00:05:00Z");
        assertThat(status.at("/conditions/3/lastTransitionTime").asText()).isEqualTo("2026-01-01T00:00:00Z");
    }

    @Test
    void aClockThatIsSetCausesOneReport() throws Exception {
        node.pass();
        for (int hours : new int[] {1, -2}) {
            wall.jump(Duration.ofHours(hours));
            node.pass();
        }
        assertThat(cloud.awaitReport("patch", "nodepatch", 2)).isNotNull();
    }

    @Test
    void patchTravelsAsAStringAsInTheRecording() throws Exception {
        node.pass();
        machine.memoryShort = true;
        node.pass();
        assertThat(cloud.awaitReport("patch", "nodepatch", 1).content()).isInstanceOf(String.class);
    }

    @Test
    void reportsPressureAtOnce() throws Exception {
        node.pass();
        clock.advance(Duration.ofSeconds(10));
        machine.memoryShort = true;
        node.pass();
        JsonNode condition =
                Contents.tree(cloud.awaitReport("patch", "nodepatch", 1)).at("/status/conditions/0");
        assertThat(condition.path("status").asText()).isEqualTo("True");
        assertThat(condition.path("reason").asText()).isEqualTo("KubeletHasInsufficientMemory");
        assertThat(condition.path("lastTransitionTime").asText()).isEqualTo("2026-01-01T00:00:10Z");
    }

    @Test
    void correctsAConditionThatTheCloudSetToUnknown() throws Exception {
        node.pass();
        ObjectNode known = cloud.objects.get(NODE).deepCopy();
        ((ObjectNode) known.at("/status/conditions/3")).put("status", "Unknown").put("reason", "NodeStatusUnknown");
        cloud.objects.put(NODE, known);
        node.pass();
        assertThat(Contents.tree(cloud.awaitReport("patch", "nodepatch", 1))
                        .at("/status/conditions/3/status")
                        .asText())
                .isEqualTo("True");
    }

    @Test
    void registersAgainWhenTheNodeWasDeleted() throws Exception {
        node.pass();
        node.pass();
        String first = node.uid();
        cloud.objects.remove(NODE);
        cloud.objects.put("x", Json.object());
        node.pass();
        assertThat(cloud.calls("insert", "node")).hasSize(2);
        assertThat(node.uid()).isNotEqualTo(first);
    }

    @Test
    void learnsItsUidFromTheStoreWhenTheCloudIsAway() throws Exception {
        cloud.objects.put(NODE, Json.parse("{\"metadata\":{\"uid\":\"u\"}}"));
        cloud.online = false;
        assertThat(node.pass()).isEqualTo(NodeKeeper.RETRY);
        assertThat(node.uid()).isEqualTo("u");
        assertThat(cloud.calls("insert", "node")).isEmpty();
    }

    @Test
    void putsMissingLabelsOnAnOldNode() throws Exception {
        cloud.objects.put(NODE, Json.parse("{\"metadata\":{\"uid\":\"u\",\"labels\":{\"mine\":\"1\"}}}"));
        node.pass();
        JsonNode labels = Contents.tree(cloud.awaitReport("update", "node", 1)).at("/metadata/labels");
        assertThat(labels.path("mine").asText()).isEqualTo("1");
        assertThat(labels.has("skep.io/runtime-osgi")).isTrue();
        node.pass();
        assertThat(cloud.reports("update", "node")).hasSize(1);
    }

    @Test
    void leaseWaitsForTheUidAndNamesIt() throws Exception {
        assertThat(lease.pass()).isEqualTo(NodeKeeper.RETRY);
        assertThat(cloud.calls).isEmpty();
        node.pass();
        assertThat(lease.pass()).isEqualTo(Duration.ofSeconds(10));
        JsonNode made = Contents.tree(cloud.calls("insert", "lease").getFirst());
        assertThat(made.at("/metadata/ownerReferences/0/uid").asText()).isEqualTo(node.uid());
        assertThat(made.at("/spec/renewTime").asText()).isEqualTo("2026-01-01T00:00:00.000000Z");
        assertThat(made.at("/spec/leaseDurationSeconds").asInt()).isEqualTo(40);
        assertThat(cloud.objects).containsKey(LEASE);
    }

    @Test
    void renewsTheLease() throws Exception {
        node.pass();
        lease.pass();
        clock.advance(Duration.ofSeconds(10));
        lease.pass();
        assertThat(Contents.tree(cloud.calls("update", "lease").getFirst())
                        .at("/spec/renewTime")
                        .asText())
                .isEqualTo("2026-01-01T00:00:10.000000Z");
        assertThat(cloud.calls("query", "lease")).hasSize(1);
    }

    @Test
    void leaseTriesAgainSoonWhenTheCloudIsAway() throws Exception {
        node.pass();
        lease.pass();
        cloud.online = false;
        cloud.objects.clear();
        assertThat(lease.pass()).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void tellsByALabelThatThereIsAnEngine() throws Exception {
        node.pass();
        node.pass();
        assertThat(cloud.objects.get(NODE).at("/metadata/labels").has("skep.io/runtime-cri"))
                .isFalse();
        runtime = new RuntimeState(true, "containerd://1", "", Set.of("cri", "osgi"));
        node.pass();
        JsonNode labelled = Contents.tree(cloud.awaitReport("update", "node", 1));
        assertThat(labelled.at("/metadata/labels/skep.io~1runtime-cri").asText())
                .isEqualTo("true");
    }

    @Test
    void takesTheLabelOfAnEngineAwayThatDoesNotComeBack() throws Exception {
        cloud.objects.put(
                NODE, Json.parse("{\"metadata\":{\"uid\":\"u\",\"labels\":{\"skep.io/runtime-cri\":\"true\"}}}"));
        node.pass();
        JsonNode first = Contents.tree(cloud.awaitReport("update", "node", 1));
        assertThat(first.at("/metadata/labels").has("skep.io/runtime-cri")).isTrue();
        clock.advance(Duration.ofSeconds(30));
        node.pass();
        JsonNode second = Contents.tree(cloud.awaitReport("update", "node", 2));
        assertThat(second.at("/metadata/labels").has("skep.io/runtime-cri")).isFalse();
    }

    @Test
    void leavesTheNodeWhatItWasUntilARuntimeIsMet() throws Exception {
        node.pass();
        NodeKeeper swapped = new NodeKeeper(SETTINGS, machine, meta, () -> runtime, wall.clocks());
        runtime = new RuntimeState(false, "osgi://unknown", "no pod runtime has been seen yet", Set.of());
        assertThat(swapped.pass()).isEqualTo(Duration.ofMillis(200));
        clock.advance(Duration.ofSeconds(29));
        assertThat(swapped.pass()).isEqualTo(Duration.ofMillis(200));
        assertThat(cloud.reports("patch", "nodepatch")).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(swapped.pass()).isEqualTo(Duration.ofSeconds(10));
        JsonNode status =
                Contents.tree(cloud.awaitReport("patch", "nodepatch", 1)).path("status");
        assertThat(status.at("/conditions/3/status").asText()).isEqualTo("False");
        assertThat(status.at("/conditions/3/message").asText()).isEqualTo("no pod runtime has been seen yet");
    }
}
