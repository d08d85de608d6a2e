package io.skep.cloud.cloudhub.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.MovableClock;
import io.skep.cloud.kube.KubeClient.Selector;
import io.skep.cloud.kube.KubeResource;
import io.skep.cloud.kube.fake.FakeKube;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Edges that lose frames and acknowledgements, acknowledge late and in any order, and move between two cloudcores; controllers that change objects all
 * the time at both. What is lost on the way comes again by itself or by the comparison of the records, as synccontroller makes it.
 */
@Timeout(120)
class SessionsStressTest {

    private static final int OBJECTS = 40;
    private static final int STEPS = 3000;

    private final FakeKube kube = new FakeKube();
    private final MovableClock clock = new MovableClock();
    private final Map<String, Long> wanted = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private Random random;

    /** Nothing is lost: what was sent and not acknowledged is under way. */
    private boolean exact;

    private long version = 1;

    /** An edge: what it has on disk, what it has read and not acknowledged, what counts as under way to it. */
    private final class Edge {
        private final String node;
        private final boolean skep;
        private final Map<String, Long> stored = new HashMap<>();
        private final List<Message> read = new ArrayList<>();
        private final Map<String, String> underWay = new HashMap<>();
        private final Set<String> superseded = new HashSet<>();
        private HubDouble hub;
        private NodeSession session;
        private EdgeLink link;

        Edge(String node, boolean skep) {
            this.node = node;
            this.skep = skep;
        }

        void connect(HubDouble to) {
            if (link != null) {
                link.close();
                hub.sessions.end(session);
            }
            hub = to;
            link = new EdgeLink(node, skep);
            session = to.open(link);
            read.clear();
            underWay.clear();
        }

        /** @param loss of a hundred frames and of a hundred acknowledgements */
        void work(int loss) {
            for (Message frame : link.take()) {
                arrived(frame);
                if (random.nextInt(100) >= loss) {
                    read.add(frame);
                }
            }
            while (!read.isEmpty() && random.nextInt(100) < 60) {
                Message frame = read.remove(random.nextInt(read.size()));
                stored.merge(name(frame), Long.parseLong(frame.resourceVersion()), Math::max);
                if (random.nextInt(100) >= loss) {
                    underWay.remove(name(frame), frame.id());
                    session.acknowledged(frame.id());
                }
            }
        }

        private void arrived(Message frame) {
            String before = underWay.put(name(frame), frame.id());
            if (before != null && !before.equals(frame.id())) {
                superseded.add(before);
            }
            if (superseded.contains(frame.id())) {
                faults.add(frame + " came again after a newer version");
            }
            int most = skep ? Windows.DEFAULT.skep() : Windows.DEFAULT.others();
            if (session.row().inFlight() > most || exact && underWay.size() > most) {
                faults.add("more than a window is under way to " + node);
            }
        }
    }

    private static String name(Message frame) {
        return frame.resource().substring(frame.resource().lastIndexOf('/') + 1);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 5", "3, 20", "4, 50"})
    void everyObjectsLastVersionArrives(long seed, int loss) throws Exception {
        random = new Random(seed);
        exact = loss == 0;
        try (HubDouble one = new HubDouble(kube, clock, 10);
                HubDouble two = new HubDouble(kube, clock, 10)) {
            List<Edge> edges = List.of(new Edge("go", false), new Edge("skep", true));
            edges.forEach(edge -> edge.connect(one));
            for (int i = 0; i < STEPS; i++) {
                change(edges, one, two);
                if (random.nextInt(200) == 0) {
                    edges.get(random.nextInt(2)).connect(random.nextBoolean() ? one : two);
                }
                turn(edges, loss, one, two);
            }
            for (int i = 0; i < 400 && !isComplete(edges); i++) {
                turn(edges, 0, one, two);
            }
            assertThat(faults).isEmpty();
            edges.forEach(edge -> assertThat(edge.stored).as(edge.node).isEqualTo(wanted));
        }
    }

    private boolean isComplete(List<Edge> edges) {
        return edges.stream().allMatch(edge -> edge.stored.equals(wanted));
    }

    /** A controller of each cloudcore sees the change and tells its hub. */
    private void change(List<Edge> edges, HubDouble one, HubDouble two) {
        String name = "c" + random.nextInt(OBJECTS);
        wanted.put(name, ++version);
        for (Edge edge : edges) {
            one.dispatch(Messages.push(edge.node, name, version));
            two.dispatch(Messages.push(edge.node, name, version));
        }
    }

    private void turn(List<Edge> edges, int loss, HubDouble one, HubDouble two) throws InterruptedException {
        clock.advance(Duration.ofMillis(random.nextInt(400)));
        one.work();
        two.work();
        edges.forEach(edge -> edge.work(loss));
        if (random.nextInt(25) == 0) {
            kube.settle();
            compare(one);
            compare(two);
        }
    }

    private void compare(HubDouble hub) {
        for (var record : kube.list(KubeResource.OBJECTSYNCS, "", Selector.ALL)) {
            String[] names = record.path("metadata").path("name").asText().split("\\.");
            long acknowledged = Downstream.version(
                    record.path("status").path("objectResourceVersion").asText("0"));
            if (wanted.get(names[1]) > acknowledged) {
                hub.dispatch(Messages.push(names[0], names[1], wanted.get(names[1])));
            }
        }
    }
}
