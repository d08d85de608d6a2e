package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.itests.faults.Balancer;
import io.skep.itests.process.StormTraffic.Back;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two cloudcores behind one address, with one Kubernetes API: an edge moves when its cloud is killed and nothing is lost, and where nothing changes the
 * two do not write over each other.
 */
class TwoCloudsIT {

    private static final int OFFSET = 16_400;
    private static final int KILLS = Integer.getInteger("skep.twoclouds.rounds", 4);
    private static final String OTHER = "edge-2";
    private static final String SYNCS = "/apis/reliablesyncs.kubeedge.io/v1alpha1/";

    /** Some turns of everything that the clouds do at intervals. */
    private static final Duration QUIET = Duration.ofSeconds(15);

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<String> story = new ArrayList<>();
    private Cluster cluster;
    private SecondCloud second;
    private StormTraffic traffic;
    private Shells shells;

    @BeforeEach
    void start() {
        Path folder = Cluster.ROOT.resolve("itests/target/it/two-clouds-api");
        ApiServer api = opened(ApiServer.start(folder, 6443 + OFFSET));
        cluster = opened(Cluster.up("two-clouds", OFFSET, 2, api.kubeconfig()));
        cluster.kubectl("cordon", OTHER).ok();
        second = opened(SecondCloud.beside(cluster));
        shells = new Shells(cluster);
        StormTraffic.allow(cluster);
        move(LinkedEdge.NAME, 0);
        move(OTHER, 1);
        traffic = opened(new StormTraffic(cluster, List.of(cluster.folder().resolve("cloud"), second.folder())));
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.add(resource);
        return resource;
    }

    /** Lets an edge dial both clouds behind one address of its own. */
    private void move(String edge, int more) {
        List<Integer> ports = more == 0 ? List.of(0, 1) : List.of(1, 0);
        opened(LinkedEdge.start(
                cluster,
                edge,
                List.of(),
                port -> opened(new Balancer(
                                ports.stream().map(next -> port + next).toList()))
                        .address()));
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable resource : open.reversed()) {
            resource.close();
        }
    }

    @Test
    void anEdgeMovesAndNothingIsLost() throws IOException, InterruptedException {
        for (int kill = 0; kill < KILLS; kill++) {
            boolean first = kill % 2 == 0;
            long links = traffic.links();
            Back back = traffic.awaitThrough(links, first ? () -> cluster.kill("cloud") : second::kill);
            story.add("kill of the " + (first ? "first" : "second") + " cloud: " + back);
            assertThat(back.linked()).as("the edge has a new link").isNotNegative();
            if (first) {
                cluster.start("cloud").ok();
            } else {
                second.start();
            }
            story.add("-- equal after " + traffic.rest() + " ms");
        }
        List<String> lost = traffic.finish();
        story.addAll(traffic.figures());
        Figures.write("twoclouds", "twoclouds", String.join("\n", story), story);
        assertThat(lost).as("lost or out of order").isEmpty();
        assertThat(HubStatus.of(shells, OTHER).connected()).isTrue();
        assertThat(conflicts()).as("lines about conflicts").isEmpty();
        assertThat(errors()).isEmpty();
    }

    @Test
    void theTwoDoNotWriteOverEachOther() throws IOException, InterruptedException {
        assertThat(traffic.finish()).as("lost or out of order").isEmpty();
        try (Api api = cluster.api()) {
            Map<String, String> before = versions(api);
            LockSupport.parkNanos(QUIET.toNanos());
            assertThat(before).isNotEmpty();
            assertThat(versions(api)).as("versions of the records").isEqualTo(before);
        }
        assertThat(conflicts()).as("lines about conflicts").isEmpty();
        assertThat(errors()).isEmpty();
    }

    private static Map<String, String> versions(Api api) throws IOException, InterruptedException {
        Map<String, String> versions = new TreeMap<>();
        for (String kind : List.of("objectsyncs", "clusterobjectsyncs")) {
            for (JsonNode record : api.get(SYNCS + kind).path("items")) {
                versions.put(
                        record.at("/metadata/name").asText(),
                        record.at("/metadata/resourceVersion").asText());
            }
        }
        return versions;
    }

    private Stream<String> log() {
        return Stream.concat(
                cluster.logLines(line -> true).stream(), second.log().stream().map(line -> "second: " + line));
    }

    private List<String> conflicts() {
        return log().filter(line -> line.contains("level=WARN") || line.contains("level=ERROR"))
                .filter(line -> line.toLowerCase(Locale.ROOT).contains("conflict") || line.contains(" 409"))
                .toList();
    }

    private List<String> errors() {
        return log().filter(line -> line.contains("level=ERROR")).toList();
    }
}
